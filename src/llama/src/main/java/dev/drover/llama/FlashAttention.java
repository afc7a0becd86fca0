package dev.drover.llama;

/** Whether attention is computed in one fused kernel. */
public enum FlashAttention {
  /** The library decides; b4916 only uses it where the KV types need it. */
  AUTO(-1),
  /** Never. */
  OFF(0),
  /** Always. */
  ON(1);

  private final int code;

  FlashAttention(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }
}
