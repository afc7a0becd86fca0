package dev.drover.functions.steering;

import dev.drover.engine.InvalidRequestException;
import dev.drover.engine.steering.GgufVector;
import dev.drover.engine.steering.MechanexJson;
import dev.drover.engine.steering.SafetensorsVector;
import dev.drover.engine.steering.SteeringVector;
import dev.drover.functions.store.StoredVector;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A form in which vectors come and go as files. */
public enum VectorFormat {
  /** JSON: numbers by layer. */
  MECHANEX("application/json", "json"),
  /** llama.cpp's control vectors. */
  GGUF("application/octet-stream", "gguf"),
  /** One tensor a layer, with the model's fingerprint. */
  SAFETENSORS("application/octet-stream", "safetensors");

  private static final int HEADER_LENGTH = Long.BYTES;

  private final String mediaType;
  private final String suffix;

  VectorFormat(String mediaType, String suffix) {
    this.mediaType = mediaType;
    this.suffix = suffix;
  }

  /**
   * The format of a name.
   *
   * @throws InvalidRequestException if there is none
   */
  public static VectorFormat of(String name) {
    return Arrays.stream(values())
        .filter(format -> format.wireName().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new InvalidRequestException("format", "must be one of " + names() + ", given " + name));
  }

  /**
   * The format that a file's first bytes look like.
   *
   * @throws InvalidRequestException if they look like none
   */
  public static VectorFormat guess(byte[] file) {
    if (startsWith(file, "GGUF")) {
      return GGUF;
    }
    if (file.length > HEADER_LENGTH && file[HEADER_LENGTH] == '{' && file[HEADER_LENGTH - 1] == 0) {
      return SAFETENSORS;
    }
    for (byte b : file) {
      if (b == '{') {
        return MECHANEX;
      }
      if (!Character.isWhitespace(b)) {
        break;
      }
    }
    throw new InvalidRequestException(
        "format", "must be given, one of " + names() + ": the file looks like none of them");
  }

  private static boolean startsWith(byte[] file, String magic) {
    byte[] head = magic.getBytes(StandardCharsets.US_ASCII);
    return file.length >= head.length && Arrays.equals(file, 0, head.length, head, 0, head.length);
  }

  static List<String> names() {
    return Arrays.stream(values()).map(VectorFormat::wireName).toList();
  }

  /** The name in lower case. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The media type of such a file. */
  public String mediaType() {
    return mediaType;
  }

  /** A name for a vector's file that any file system takes. */
  String fileName(String vectorName) {
    String plain = vectorName.strip().replaceAll("[^A-Za-z0-9._-]+", "_");
    String stem = plain.replaceAll("^[._-]+", "");
    return (stem.isEmpty() ? "vector" : stem) + "." + suffix;
  }

  /**
   * Reads a file.
   *
   * @throws InvalidRequestException if it is no such file, saying what must hold
   */
  SafetensorsVector read(byte[] file) {
    return SteeringTermInput.refusing(
        "vector",
        () ->
            switch (this) {
              case MECHANEX -> anonymous(MechanexJson.read(file));
              case GGUF -> anonymous(GgufVector.read(file).vector());
              case SAFETENSORS -> SafetensorsVector.read(file);
            });
  }

  private static SafetensorsVector anonymous(SteeringVector vector) {
    return new SafetensorsVector(vector, null, null, null);
  }

  /**
   * Writes a file.
   *
   * @throws InvalidRequestException if the format cannot hold the vector
   */
  byte[] write(StoredVector stored) {
    return SteeringTermInput.refusing(
        "format",
        () ->
            switch (this) {
              case MECHANEX -> MechanexJson.write(stored.vector());
              case GGUF -> new GgufVector(stored.vector(), stored.modelName()).write();
              case SAFETENSORS ->
                  new SafetensorsVector(
                          stored.vector(),
                          stored.modelFingerprint(),
                          stored.name(),
                          stored.method())
                      .write();
            });
  }
}
