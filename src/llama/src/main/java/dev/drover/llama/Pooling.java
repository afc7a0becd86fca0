package dev.drover.llama;

/** How the embeddings of a sequence's tokens become one ({@code enum llama_pooling_type}). */
public enum Pooling {
  /** What the model asks for. */
  MODEL_DEFAULT(-1),
  /** One embedding a token. */
  NONE(0),
  /** The average. */
  MEAN(1),
  /** The first token's. */
  CLS(2),
  /** The last token's. */
  LAST(3),
  /** A relevance score, of reranking models. */
  RANK(4);

  private final int code;

  Pooling(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  static Pooling of(int code) {
    for (Pooling pooling : values()) {
      if (pooling.code == code) {
        return pooling;
      }
    }
    return NONE;
  }
}
