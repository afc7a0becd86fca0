package dev.drover.llama;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Reads {@code struct ggml_tensor} at an address, without creating objects: the tap looks at every
 * node of every graph.
 */
final class Tensor {
  /** All of the process's memory. Only for addresses that native code handed out. */
  static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

  static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final ValueLayout.OfLong CHARACTERS = LONG.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final long PREFIX = 0x2d74756f5f6cL; // "l_out-"
  private static final long PREFIX_MASK = 0xffff_ffff_ffffL;
  private static final int PREFIX_LENGTH = 6;
  private static final int MOST_DIGITS = 5;

  private Tensor() {}

  /**
   * Which block's output it is.
   *
   * @return k for a tensor named {@code l_out-k}, else -1 (for {@code l_out-k (view)}, too)
   */
  static int block(long tensor) {
    long name = tensor + LlamaAbi.TENSOR_NAME;
    if ((ALL.get(CHARACTERS, name) & PREFIX_MASK) != PREFIX) {
      return -1;
    }
    int block = 0;
    for (int i = 0; i <= MOST_DIGITS; i++) {
      byte c = ALL.get(JAVA_BYTE, name + PREFIX_LENGTH + i);
      if (c == 0) {
        return i == 0 ? -1 : block;
      }
      if (c < '0' || c > '9') {
        return -1;
      }
      block = 10 * block + (c - '0');
    }
    return -1;
  }

  /** {@code enum ggml_type}; 0 for 32-bit floats. */
  static int type(long tensor) {
    return ALL.get(INT, tensor + LlamaAbi.TENSOR_TYPE);
  }

  /** Elements along a dimension. */
  static long extent(long tensor, int dimension) {
    return ALL.get(LONG, tensor + LlamaAbi.TENSOR_NE + 8L * dimension);
  }

  /** Bytes from one element to the next along a dimension. */
  static long stride(long tensor, int dimension) {
    return ALL.get(LONG, tensor + LlamaAbi.TENSOR_NB + 8L * dimension);
  }

  /** Address of the data, in the memory of its buffer. */
  static long data(long tensor) {
    return ALL.get(LONG, tensor + LlamaAbi.TENSOR_DATA);
  }

  /** Address of the buffer that holds the data; 0 if there is none. */
  static long buffer(long tensor) {
    long viewed = ALL.get(LONG, tensor + LlamaAbi.TENSOR_VIEW_SRC);
    return ALL.get(LONG, (viewed == 0 ? tensor : viewed) + LlamaAbi.TENSOR_BUFFER);
  }
}
