package dev.drover.llama;

import static java.lang.foreign.MemorySegment.NULL;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.drover.llama.gguf.GgufFile;
import dev.drover.llama.gguf.TensorInfo;
import dev.drover.llama.gguf.TensorType;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * The rows of a model's output matrix, as 32-bit floats: the logit of a token is its row times the
 * last hidden state. Where the model shares it with its input, these are the token embeddings. The
 * file stays mapped until the object is garbage. Not thread-safe.
 */
public final class OutputRows {
  // struct ggml_type_traits, the same in both ABIs
  private static final int BLOCK_LENGTH = 8;
  private static final int BLOCK_BYTES = 24;
  private static final int TO_FLOAT = 40;
  private static final int TRAITS_BYTES = 48;

  private final GgmlLibrary ggml;
  private final MemorySegment toFloat;
  private final MemorySegment data;
  private final MemorySegment raw;
  private final MemorySegment row;
  private final int width;
  private final int count;

  /**
   * Where the matrix lies in which file.
   *
   * @param from bytes before it
   */
  record Place(Path path, long from, TensorInfo tensor) {
    static Place of(GgufFile file, TensorInfo tensor) {
      return new Place(file.path(), file.dataOffset() + tensor.offset(), tensor);
    }
  }

  private OutputRows(
      GgmlLibrary ggml, MemorySegment toFloat, MemorySegment data, int width, int count) {
    this.ggml = ggml;
    this.toFloat = toFloat;
    this.data = data;
    this.width = width;
    this.count = count;
    Arena arena = Arena.ofAuto();
    this.raw = arena.allocate(data.byteSize() / count, 64);
    this.row = arena.allocate(JAVA_FLOAT, width);
  }

  /**
   * Maps the matrix.
   *
   * @param place null for none
   * @param tokens how many rows there must be at least
   * @return empty if there are no such rows, or the library does not convert their format
   * @throws ModelException if the file cannot be read any more
   */
  static Optional<OutputRows> open(GgmlLibrary ggml, Place place, int tokens) {
    if (place == null || place.tensor.shape().size() > 2 || place.tensor.extent(1) < tokens) {
      return Optional.empty();
    }
    TensorInfo tensor = place.tensor;
    MemorySegment toFloat = toFloat(ggml, tensor.type());
    if (toFloat.equals(NULL) && tensor.type() != TensorType.F32) {
      return Optional.empty();
    }
    try (FileChannel channel = FileChannel.open(place.path, StandardOpenOption.READ)) {
      MemorySegment data =
          channel.map(FileChannel.MapMode.READ_ONLY, place.from, tensor.bytes(), Arena.ofAuto());
      int width = Math.toIntExact(tensor.extent(0));
      int count = Math.toIntExact(tensor.extent(1));
      return Optional.of(new OutputRows(ggml, toFloat, data, width, count));
    } catch (IOException e) {
      throw new ModelException("Cannot read " + place.path, e);
    }
  }

  /** The function that converts a format; NULL if there is none, or its struct is another one. */
  private static MemorySegment toFloat(GgmlLibrary ggml, TensorType type) {
    MemorySegment traits = ggml.typeTraits(type.code()).reinterpret(TRAITS_BYTES);
    boolean known =
        traits.get(JAVA_LONG, BLOCK_LENGTH) == type.blockLength()
            && traits.get(JAVA_LONG, BLOCK_BYTES) == type.blockBytes();
    return known ? traits.get(ADDRESS, TO_FLOAT) : NULL;
  }

  /** Elements of a row: the width of the model's last hidden state. */
  public int width() {
    return width;
  }

  /** How many rows; at least as many as the vocabulary has tokens. */
  public int count() {
    return count;
  }

  /**
   * Reads a token's row.
   *
   * @param token 0 ≤ token &lt; {@link #count}
   * @param into at least {@link #width} long
   */
  public void read(int token, float[] into) {
    // Through Java, where a file that has become shorter is an error and not the process's end.
    MemorySegment.copy(data, token * raw.byteSize(), raw, 0, raw.byteSize());
    if (toFloat.equals(NULL)) {
      MemorySegment.copy(raw, JAVA_FLOAT, 0, into, 0, width);
    } else {
      ggml.toFloat(toFloat, raw, row, width);
      MemorySegment.copy(row, JAVA_FLOAT, 0, into, 0, width);
    }
  }
}
