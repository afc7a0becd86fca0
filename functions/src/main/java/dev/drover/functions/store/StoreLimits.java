package dev.drover.functions.store;

import dev.drover.engine.InvalidRequestException;
import dev.drover.engine.steering.SteeringVector;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Every limit of what is stored, and every message about one. Lengths are in UTF-16 units. */
public final class StoreLimits {
  /** Longest name and label. */
  public static final int MAX_NAME = 200;

  /** Longest category, method and kind of job. */
  public static final int MAX_WORD = 64;

  /** Longest fingerprint of a model. */
  public static final int MAX_FINGERPRINT = 128;

  /** Longest description of a behaviour; longer errors of jobs are cut. */
  public static final int MAX_TEXT = 4000;

  /** Longest JSON text: a training summary, a job's request, progress or result. */
  public static final int MAX_JSON = 16 * 1024 * 1024;

  /** Most layers of a vector. */
  public static final int MAX_LAYERS = 512;

  /** Most bytes of a vector's numbers, and of a job's checkpoint. */
  public static final int MAX_BYTES = 64 * 1024 * 1024;

  /** Most records of a page. */
  public static final int MAX_PAGE = 1000;

  private StoreLimits() {}

  static String name(String field, String value) {
    return required(field, value, MAX_NAME);
  }

  static String required(String field, String value, int most) {
    if (value == null || value.isBlank()) {
      throw new InvalidRequestException(field, "is required");
    }
    return optional(field, value, most);
  }

  static String optional(String field, String value, int most) {
    if (value == null) {
      return null;
    }
    if (value.length() > most) {
      throw new InvalidRequestException(
          field, "must hold at most " + most + " characters, given " + value.length());
    }
    if (value.indexOf('\0') >= 0) { // PostgreSQL's text cannot hold it
      throw new InvalidRequestException(field, "must not hold the character U+0000");
    }
    try {
      StandardCharsets.UTF_8.newEncoder().encode(java.nio.CharBuffer.wrap(value));
    } catch (CharacterCodingException e) {
      throw new InvalidRequestException(field, "must not hold half of a surrogate pair");
    }
    return value;
  }

  /** What of an error's text is kept. */
  static String cut(String error) {
    return error.length() <= MAX_TEXT ? error : error.substring(0, MAX_TEXT);
  }

  static SteeringVector vector(String field, SteeringVector vector) {
    if (vector == null) {
      throw new InvalidRequestException(field, "is required");
    }
    int layers = vector.layers().size();
    if (layers > MAX_LAYERS) {
      throw new InvalidRequestException(
          field, "must have at most " + MAX_LAYERS + " layers, given " + layers);
    }
    bytes(field, (long) layers * vector.width() * Float.BYTES);
    return vector;
  }

  static void bytes(String field, long bytes) {
    if (bytes > MAX_BYTES) {
      throw new InvalidRequestException(
          field, "must have at most " + MAX_BYTES + " bytes, given " + bytes);
    }
  }

  static int limit(int limit) {
    if (limit < 1 || limit > MAX_PAGE) {
      throw new InvalidRequestException(
          "limit", "must be between 1 and " + MAX_PAGE + ", given " + limit);
    }
    return limit;
  }
}
