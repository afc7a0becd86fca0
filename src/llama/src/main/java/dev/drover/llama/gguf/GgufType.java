package dev.drover.llama.gguf;

import java.util.Arrays;

/** The type of a metadata value ({@code enum gguf_type}). */
public enum GgufType {
  UINT8(0, 1),
  INT8(1, 1),
  UINT16(2, 2),
  INT16(3, 2),
  UINT32(4, 4),
  INT32(5, 4),
  FLOAT32(6, 4),
  BOOL(7, 1),
  STRING(8, 8),
  ARRAY(9, 12),
  UINT64(10, 8),
  INT64(11, 8),
  FLOAT64(12, 8);

  private static final GgufType[] BY_CODE = new GgufType[13];

  static {
    Arrays.stream(values()).forEach(t -> BY_CODE[t.code] = t);
  }

  private final int code;
  private final int smallest;

  GgufType(int code, int smallest) {
    this.code = code;
    this.smallest = smallest;
  }

  /** The number that stands for it in a file. */
  public int code() {
    return code;
  }

  /** Fewest bytes that a value takes. */
  int smallest() {
    return smallest;
  }

  boolean isInteger() {
    return switch (this) {
      case UINT8, INT8, UINT16, INT16, UINT32, INT32, UINT64, INT64 -> true;
      default -> false;
    };
  }

  static GgufType of(long code, String where) {
    if (code < 0 || code >= BY_CODE.length) {
      throw new GgufException("%s has unknown type %d".formatted(where, code));
    }
    return BY_CODE[(int) code];
  }
}
