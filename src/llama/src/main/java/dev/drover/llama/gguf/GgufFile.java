package dev.drover.llama.gguf;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The header of a GGUF file: metadata and where each tensor lies. Reading checks all of the format:
 * counts, lengths and types, and that each tensor lies inside the file. Immutable.
 *
 * @param path the file, or null if it was read from memory
 * @param size its size in bytes
 * @param metadata values by key, in the file's order
 * @param tensors in the file's order
 * @param dataOffset where the data section begins
 */
public record GgufFile(
    Path path,
    long size,
    Map<String, GgufValue> metadata,
    List<TensorInfo> tensors,
    long dataOffset) {
  private static final long MAGIC = 0x46554747L; // "GGUF"
  private static final int MOST_KEYS = 1 << 16;
  private static final int MOST_TENSORS = 1 << 16;
  private static final int MOST_DIMENSIONS = 4;
  private static final int LONGEST_TENSOR_NAME = 63;
  private static final String ALIGNMENT = "general.alignment";

  /** Copies its collections. */
  public GgufFile {
    metadata = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    tensors = List.copyOf(tensors);
  }

  /**
   * Reads a file's header.
   *
   * @throws GgufException if it is no valid GGUF file, with the place and the reason
   */
  public static GgufFile read(Path path) {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      return read(path, channel::read, channel.size());
    } catch (GgufException e) {
      throw new GgufException("%s is no valid GGUF file: %s".formatted(path, e.getMessage()), e);
    } catch (IOException e) {
      throw new GgufException("Cannot read %s: %s".formatted(path, e), e);
    }
  }

  /**
   * Reads the header of a file that is in memory.
   *
   * @throws GgufException if it is no valid GGUF file, with the place and the reason
   */
  public static GgufFile read(byte[] bytes) {
    return read(
        null,
        (to, position) -> {
          int part = (int) Math.min(to.remaining(), bytes.length - position);
          to.put(bytes, (int) position, part);
          return part;
        },
        bytes.length);
  }

  private static GgufFile read(Path path, GgufReader.Source source, long size) {
    GgufReader reader = new GgufReader(source, size);
    if (size < 24 || reader.u32("magic") != MAGIC) {
      throw new GgufException("The file does not begin with GGUF");
    }
    long version = reader.u32("version");
    if (version != 2 && version != 3) {
      throw new GgufException("GGUF version must be 2 or 3, given " + version);
    }
    int tensorCount = count(reader, "number of tensors", MOST_TENSORS);
    int keyCount = count(reader, "number of metadata keys", MOST_KEYS);
    Map<String, GgufValue> metadata = readMetadata(reader, keyCount);
    List<TensorInfo> tensors = readTensors(reader, tensorCount);
    long alignment = alignment(metadata);
    long dataOffset = tensors.isEmpty() ? reader.position() : pad(reader.position(), alignment);
    checkPlaces(tensors, dataOffset, alignment, size);
    return new GgufFile(path, size, metadata, tensors, dataOffset);
  }

  private static int count(GgufReader reader, String what, int most) {
    long count = reader.i64(what);
    if (count < 0 || count > most) {
      throw new GgufException(
          "%s must be at most %d, given %s".formatted(what, most, Long.toUnsignedString(count)));
    }
    return (int) count;
  }

  private static Map<String, GgufValue> readMetadata(GgufReader reader, int count) {
    Map<String, GgufValue> metadata = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      String key = reader.string("metadata key " + i);
      if (key.isEmpty() || key.indexOf(0) >= 0) {
        throw new GgufException("metadata key %d is empty or has a zero byte".formatted(i));
      }
      GgufType type = GgufType.of(reader.u32("type of " + key), key);
      if (metadata.put(key, reader.value(type, key)) != null) {
        throw new GgufException("key %s appears twice".formatted(key));
      }
    }
    return metadata;
  }

  private static List<TensorInfo> readTensors(GgufReader reader, int count) {
    List<TensorInfo> tensors = new ArrayList<>(count);
    Set<String> names = new HashSet<>();
    for (int i = 0; i < count; i++) {
      String name = reader.string("name of tensor " + i);
      if (name.isEmpty() || name.indexOf(0) >= 0 || name.length() > LONGEST_TENSOR_NAME) {
        throw new GgufException(
            "name of tensor %d must have 1 to %d bytes and no zero"
                .formatted(i, LONGEST_TENSOR_NAME));
      }
      if (!names.add(name)) {
        throw new GgufException("tensor %s appears twice".formatted(name));
      }
      tensors.add(readTensor(reader, "tensor " + name, name));
    }
    return tensors;
  }

  private static TensorInfo readTensor(GgufReader reader, String what, String name) {
    long dimensions = reader.u32("dimensions of " + what);
    if (dimensions < 1 || dimensions > MOST_DIMENSIONS) {
      throw new GgufException(
          "%s must have 1 to %d dimensions, given %d".formatted(what, MOST_DIMENSIONS, dimensions));
    }
    List<Long> shape = new ArrayList<>();
    for (int d = 0; d < dimensions; d++) {
      long extent = reader.i64("shape of " + what);
      if (extent < 1) {
        throw new GgufException(
            "%s must have at least 1 element along each dimension, given %d"
                .formatted(what, extent));
      }
      shape.add(extent);
    }
    TensorType type = TensorType.of(reader.u32("format of " + what), what);
    if (shape.getFirst() % type.blockLength() != 0) {
      throw new GgufException(
          "%s has rows of %d, not a multiple of the %d of %s"
              .formatted(what, shape.getFirst(), type.blockLength(), type));
    }
    TensorInfo tensor = new TensorInfo(name, shape, type, reader.i64("offset of " + what));
    try {
      long ignored = tensor.bytes();
    } catch (ArithmeticException e) {
      throw new GgufException("%s has more than 2^63 bytes".formatted(what), e);
    }
    return tensor;
  }

  private static long alignment(Map<String, GgufValue> metadata) {
    GgufValue value = metadata.get(ALIGNMENT);
    if (value == null) {
      return 32;
    }
    if (value instanceof GgufValue.Int(GgufType type, long alignment)
        && type == GgufType.UINT32
        && Long.bitCount(alignment) == 1
        && alignment >= 8
        && alignment <= 1 << 20) {
      return alignment;
    }
    throw new GgufException(
        ALIGNMENT + " must be a power of two from 8 to 2^20 of type UINT32, given " + value);
  }

  private static void checkPlaces(
      List<TensorInfo> tensors, long dataOffset, long alignment, long size) {
    long expected = 0;
    for (TensorInfo tensor : tensors) {
      if (tensor.offset() != expected) {
        throw new GgufException(
            "tensor %s must lie at offset %d, given %d"
                .formatted(tensor.name(), expected, tensor.offset()));
      }
      if (tensor.bytes() > size - dataOffset - tensor.offset()) {
        throw new GgufException(
            "tensor %s ends beyond the file of %d bytes: it is incomplete or damaged"
                .formatted(tensor.name(), size));
      }
      expected = pad(expected + tensor.bytes(), alignment);
    }
  }

  private static long pad(long offset, long alignment) {
    return Math.ceilDiv(offset, alignment) * alignment;
  }

  /** The model architecture, such as {@code llama}; empty if it is not given as a text. */
  public String architecture() {
    return text("general.architecture").orElse("");
  }

  /** A text. */
  public Optional<String> text(String key) {
    return metadata.get(key) instanceof GgufValue.Text text
        ? Optional.of(text.text())
        : Optional.empty();
  }

  /** An integer. */
  public OptionalLong integer(String key) {
    return metadata.get(key) instanceof GgufValue.Int(GgufType _, long value)
        ? OptionalLong.of(value)
        : OptionalLong.empty();
  }

  /** A number with a fraction. */
  public OptionalDouble real(String key) {
    return metadata.get(key) instanceof GgufValue.Real(GgufType _, double value)
        ? OptionalDouble.of(value)
        : OptionalDouble.empty();
  }

  /** A tensor by name. */
  public Optional<TensorInfo> tensor(String name) {
    return tensors.stream().filter(t -> t.name().equals(name)).findFirst();
  }

  /** Bytes of all tensors. */
  public long tensorBytes() {
    return tensors.stream().mapToLong(TensorInfo::bytes).sum();
  }
}
