package dev.drover.llama;

/** How a model is spread over several GPUs ({@code enum llama_split_mode}). */
public enum SplitMode {
  /** All on the main GPU. */
  NONE(0),
  /** Whole layers, and their part of the KV cache, on each GPU. */
  LAYER(1),
  /** Rows of each matrix on each GPU. */
  ROW(2);

  private final int code;

  SplitMode(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }
}
