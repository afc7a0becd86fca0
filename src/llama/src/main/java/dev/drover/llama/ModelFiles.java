package dev.drover.llama;

import dev.drover.llama.gguf.GgufException;
import dev.drover.llama.gguf.GgufFile;
import dev.drover.llama.gguf.GgufValue;
import dev.drover.llama.gguf.ModelRules;
import dev.drover.llama.gguf.TensorInfo;
import dev.drover.llama.gguf.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The file or files of a model, checked. */
final class ModelFiles {
  private static final Pattern PART = Pattern.compile("(.*)-(\\d{5})-of-(\\d{5})\\.gguf");
  private static final int SAMPLES = 64;
  private static final int SAMPLE_BYTES = 64 << 10;

  private final List<GgufFile> parts;

  private ModelFiles(List<GgufFile> parts) {
    this.parts = parts;
  }

  /**
   * Reads and checks the headers.
   *
   * @param path a file, or the first of several parts
   * @throws ModelException if one is missing, damaged or could end the process
   */
  static ModelFiles read(Path path) {
    if (!Files.isRegularFile(path)) {
      throw new ModelException("No such model file: " + path);
    }
    try {
      GgufFile first = GgufFile.read(path);
      ModelRules.check(first);
      List<GgufFile> parts = new ArrayList<>(List.of(first));
      long count = first.integer("split.count").orElse(1);
      if (count > 1) {
        Matcher name = PART.matcher(path.getFileName().toString());
        if (!name.matches()
            || Integer.parseInt(name.group(2)) != 1
            || Long.parseLong(name.group(3)) != count) {
          throw new ModelException(
              "%s is one of %d parts: give the first, named NAME-00001-of-%05d.gguf"
                  .formatted(path, count, count));
        }
        for (int part = 2; part <= count; part++) {
          String sibling = "%s-%05d-of-%05d.gguf".formatted(name.group(1), part, count);
          GgufFile file = GgufFile.read(path.resolveSibling(sibling));
          ModelRules.checkPart(file);
          parts.add(file);
        }
      }
      return new ModelFiles(List.copyOf(parts));
    } catch (GgufException e) {
      throw new ModelException(e.getMessage(), e);
    }
  }

  /** The header with the metadata. */
  GgufFile first() {
    return parts.getFirst();
  }

  /** Bytes of all tensors. */
  long tensorBytes() {
    return parts.stream().mapToLong(GgufFile::tensorBytes).sum();
  }

  /** Texts, numbers and truth values by key, as text; arrays are left out. */
  Map<String, String> metadata() {
    Map<String, String> texts = new LinkedHashMap<>();
    first()
        .metadata()
        .forEach((key, value) -> {
          switch (value) {
            case GgufValue.Text text -> texts.put(key, text.text());
            case GgufValue.Int number -> texts.put(key, Long.toString(number.value()));
            case GgufValue.Real number -> texts.put(key, Double.toString(number.value()));
            case GgufValue.Bool flag -> texts.put(key, Boolean.toString(flag.value()));
            case GgufValue.GgufArray ignored -> {}
          }
        });
    return Collections.unmodifiableMap(texts);
  }

  /** A checksum over sizes, headers and samples of the weights: 32 hexadecimal digits. */
  String fingerprint() {
    return checksum(digest -> {
      for (GgufFile part : parts) {
        digest.update(Long.toString(part.size()).getBytes(StandardCharsets.US_ASCII));
        try (FileChannel channel = FileChannel.open(part.path(), StandardOpenOption.READ)) {
          digest(digest, channel, 0, part.dataOffset());
          long step = Math.max(1, (part.size() - part.dataOffset()) / SAMPLES);
          for (int i = 0; i < SAMPLES; i++) {
            digest(digest, channel, part.dataOffset() + i * step, SAMPLE_BYTES);
          }
        }
      }
    });
  }

  /** A checksum over architecture and normalisation weights: 32 hexadecimal digits. */
  String lineage() {
    String architecture = metadata().getOrDefault("general.architecture", "");
    return checksum(digest -> {
      digest.update(architecture.getBytes(StandardCharsets.UTF_8));
      for (GgufFile part : parts) {
        try (FileChannel channel = FileChannel.open(part.path(), StandardOpenOption.READ)) {
          List<TensorInfo> unquantised =
              part.tensors().stream()
                  .filter(t -> t.name().endsWith("norm.weight") && t.type() == TensorType.F32)
                  .sorted(Comparator.comparing(TensorInfo::name))
                  .toList();
          for (TensorInfo tensor : unquantised) {
            digest.update(tensor.name().getBytes(StandardCharsets.UTF_8));
            digest(digest, channel, part.dataOffset() + tensor.offset(), tensor.bytes());
          }
        }
      }
    });
  }

  /** Feeds a checksum. */
  @FunctionalInterface
  private interface Feed {
    void to(MessageDigest digest) throws IOException;
  }

  private String checksum(Feed feed) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      feed.to(digest);
      return HexFormat.of().formatHex(digest.digest(), 0, 16);
    } catch (IOException e) {
      throw new ModelException("Cannot read " + first().path(), e);
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
}
