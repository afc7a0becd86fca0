package dev.drover.engine.steering;

import java.nio.charset.StandardCharsets;

/** How much a file that carries a steering vector or a training set may hold. */
public final class VectorLimits {
  /** Most layers with a direction. */
  public static final int MAX_LAYERS = 512;

  /** The last layer that a file may name. */
  public static final int DEEPEST_LAYER = 9999;

  /** Most numbers in one direction. */
  public static final int MAX_WIDTH = 1 << 16;

  /** Most numbers in all directions together. */
  public static final int MAX_NUMBERS = 1 << 22;

  /** Most bytes of a binary file. */
  public static final int MAX_BYTES = Float.BYTES * MAX_NUMBERS + (1 << 20);

  /** Most bytes of a JSON or JSONL file. */
  public static final int MAX_JSON_BYTES = 1 << 26;

  /** Most triples of a training set. */
  public static final int MAX_TRIPLES = 10_000;

  /** Most characters (UTF-16 units) of one text of a triple. */
  public static final int MAX_TEXT = 1 << 15;

  /** Most characters (UTF-16 units) of a name, a method or the like. */
  public static final int MAX_LABEL = 1024;

  private VectorLimits() {}

  static void bytes(int given, int most) {
    if (given > most) {
      throw new IllegalArgumentException(
          "must have at most %d bytes, given %d".formatted(most, given));
    }
  }

  static void layers(long given) {
    if (given < 1 || given > MAX_LAYERS) {
      throw new IllegalArgumentException(
          "must have directions for 1 to %d layers, given %d".formatted(MAX_LAYERS, given));
    }
  }

  static int width(long given, String where) {
    if (given < 1 || given > MAX_WIDTH) {
      throw new IllegalArgumentException(
          "must have 1 to %d numbers in %s, given %d".formatted(MAX_WIDTH, where, given));
    }
    return (int) given;
  }

  static void numbers(long given) {
    if (given > MAX_NUMBERS) {
      throw new IllegalArgumentException(
          "must have at most %d numbers in all layers, given more".formatted(MAX_NUMBERS));
    }
  }

  /** Refuses to write what could not be read again. */
  static void vector(SteeringVector vector) {
    layers(vector.layers().size());
    width(vector.width(), "each direction");
    numbers((long) vector.layers().size() * vector.width());
    if (vector.layers().last() > DEEPEST_LAYER) {
      throw new IllegalArgumentException(
          "must have layers of at most %d, given %d"
              .formatted(DEEPEST_LAYER, vector.layers().last()));
    }
  }

  /** Refuses a text that is too long or no Unicode; null passes. */
  static void text(String field, String value, int most) {
    if (value == null) {
      return;
    }
    if (value.length() > most) {
      throw new IllegalArgumentException(
          "must have a %s of at most %d characters, given %d"
              .formatted(field, most, value.length()));
    }
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(value)) {
      throw new IllegalArgumentException(
          "must have a %s that is valid Unicode, given half of a surrogate pair".formatted(field));
    }
  }
}
