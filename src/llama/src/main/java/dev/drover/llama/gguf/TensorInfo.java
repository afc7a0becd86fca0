package dev.drover.llama.gguf;

import java.util.List;

/**
 * Where a tensor lies and what shape it has.
 *
 * @param name its name, as bytes (see {@link GgufValue.Text#bytes})
 * @param shape elements along each dimension, the one that is contiguous in memory first; 1 to 4
 * @param type number format
 * @param offset bytes from the start of the file's data section
 */
public record TensorInfo(String name, List<Long> shape, TensorType type, long offset) {
  /** Elements along a dimension, 1 beyond the last. */
  public long extent(int dimension) {
    return dimension < shape.size() ? shape.get(dimension) : 1;
  }

  /** Number of elements. */
  public long elements() {
    return shape.stream().reduce(1L, Math::multiplyExact);
  }

  /** Size in bytes. */
  public long bytes() {
    return Math.multiplyExact(elements() / type.blockLength(), (long) type.blockBytes());
  }
}
