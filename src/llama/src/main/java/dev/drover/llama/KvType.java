package dev.drover.llama;

/** Number format of the KV cache ({@code enum ggml_type}). */
public enum KvType {
  /** 32-bit floats. */
  F32(0, 1, 4),
  /** 16-bit floats, llama.cpp's default. */
  F16(1, 1, 2),
  /** bfloat16. */
  BF16(30, 1, 2),
  /** 8.5 bits a value. As a value type it needs flash attention. */
  Q8_0(8, 32, 34),
  /** 5.5 bits a value. As a value type it needs flash attention. */
  Q5_0(6, 32, 22),
  /** 4.5 bits a value. As a value type it needs flash attention. */
  Q4_0(2, 32, 18);

  private final int code;
  private final int blockLength;
  private final int blockBytes;

  KvType(int code, int blockLength, int blockBytes) {
    this.code = code;
    this.blockLength = blockLength;
    this.blockBytes = blockBytes;
  }

  int code() {
    return code;
  }

  /** Values per block: the width of an attention head must be a multiple of it. */
  public int blockLength() {
    return blockLength;
  }

  /** Whether values are stored in blocks with a scale. */
  public boolean quantised() {
    return blockLength > 1;
  }

  /** Bytes that {@code values} take, rounded up to whole blocks. */
  public long bytes(long values) {
    return Math.ceilDiv(values, blockLength) * blockBytes;
  }
}
