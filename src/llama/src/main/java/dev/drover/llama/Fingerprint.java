package dev.drover.llama;

import dev.drover.llama.gguf.GgufFile;
import dev.drover.llama.gguf.TensorInfo;
import dev.drover.llama.gguf.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;

/**
 * Checksums of a model's files. That over sizes, headers and samples of the weights few need, and
 * it takes as long as a good part of loading a small model, so it is computed when first asked for.
 * Thread-safe.
 */
final class Fingerprint {
  private static final int SAMPLES = 64;
  private static final int SAMPLE_BYTES = 64 << 10;

  private final List<Part> parts;
  private String value;

  /** A file as it was when its header was read. */
  private record Part(Path path, long size, long dataOffset, FileTime modified) {
    static Part of(GgufFile file) {
      return new Part(file.path(), file.size(), file.dataOffset(), modified(file.path()));
    }

    void requireUnchanged(FileChannel channel) throws IOException {
      if (channel.size() != size || !modified(path).equals(modified)) {
        throw new ModelException(path + " has changed since the model was loaded");
      }
    }

    private static FileTime modified(Path path) {
      try {
        return Files.getLastModifiedTime(path);
      } catch (IOException e) {
        throw unreadable(path, e);
      }
    }
  }

  /**
   * @param files the model's files, just read
   */
  Fingerprint(List<GgufFile> files) {
    this.parts = files.stream().map(Part::of).toList();
  }

  /**
   * 32 hexadecimal digits.
   *
   * @throws ModelException if a file cannot be read or has changed
   */
  synchronized String value() {
    if (value == null) {
      value = compute();
    }
    return value;
  }

  private String compute() {
    return checksum(digest -> {
      for (Part part : parts) {
        digest.update(Long.toString(part.size).getBytes(StandardCharsets.US_ASCII));
        try (FileChannel channel = FileChannel.open(part.path, StandardOpenOption.READ)) {
          part.requireUnchanged(channel);
          digest(digest, channel, 0, part.dataOffset);
          long step = Math.max(1, (part.size - part.dataOffset) / SAMPLES);
          for (int i = 0; i < SAMPLES; i++) {
            digest(digest, channel, part.dataOffset + i * step, SAMPLE_BYTES);
          }
        } catch (IOException e) {
          throw unreadable(part.path, e);
        }
      }
    });
  }

  /**
   * A checksum over an architecture and the normalisation weights: 32 hexadecimal digits.
   *
   * @throws ModelException if a file cannot be read
   */
  static String lineage(String architecture, List<GgufFile> files) {
    return checksum(digest -> {
      digest.update(architecture.getBytes(StandardCharsets.UTF_8));
      for (GgufFile file : files) {
        try (FileChannel channel = FileChannel.open(file.path(), StandardOpenOption.READ)) {
          List<TensorInfo> unquantised =
              file.tensors().stream()
                  .filter(t -> t.name().endsWith("norm.weight") && t.type() == TensorType.F32)
                  .sorted(Comparator.comparing(TensorInfo::name))
                  .toList();
          for (TensorInfo tensor : unquantised) {
            digest.update(tensor.name().getBytes(StandardCharsets.UTF_8));
            digest(digest, channel, file.dataOffset() + tensor.offset(), tensor.bytes());
          }
        } catch (IOException e) {
          throw unreadable(file.path(), e);
        }
      }
    });
  }

  private static String checksum(Consumer<MessageDigest> feed) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      feed.accept(digest);
      return HexFormat.of().formatHex(digest.digest(), 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("Every JDK has SHA-256", e);
    }
  }

  private static void digest(MessageDigest digest, FileChannel channel, long from, long length)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(SAMPLE_BYTES);
    for (long at = from; at < from + length; ) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), from + length - at));
      int read = channel.read(buffer, at);
      if (read < 0) {
        return;
      }
      digest.update(buffer.flip());
      at += read;
    }
  }

  private static ModelException unreadable(Path path, IOException cause) {
    return new ModelException("Cannot read " + path, cause);
  }
}
