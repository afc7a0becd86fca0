package dev.drover.llama;

/** The kind of a tokenizer ({@code enum llama_vocab_type}). */
public enum VocabularyType {
  /** The model has no tokenizer. */
  NONE(0),
  /** SentencePiece with byte fallback (Llama 2, Gemma). */
  SENTENCE_PIECE(1),
  /** Byte-level byte pair encoding (GPT-2 and most models since). */
  BYTE_PAIR(2),
  /** WordPiece (BERT). */
  WORD_PIECE(3),
  /** Unigram (T5). */
  UNIGRAM(4),
  /** Greedy (RWKV). */
  RWKV(5),
  /** Something that only llama.cpp knows. */
  OTHER(-1);

  private final int code;

  VocabularyType(int code) {
    this.code = code;
  }

  static VocabularyType of(int code) {
    for (VocabularyType type : values()) {
      if (type.code == code) {
        return type;
      }
    }
    return OTHER;
  }
}
