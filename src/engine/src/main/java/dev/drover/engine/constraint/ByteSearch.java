package dev.drover.engine.constraint;

import java.nio.charset.StandardCharsets;

/** A text that is looked for byte by byte. Source: Knuth, Morris and Pratt, 1977. Immutable. */
final class ByteSearch {
  private final byte[] sought;
  private final int[] fallback;

  /**
   * For a text.
   *
   * @param text not empty
   */
  ByteSearch(String text) {
    sought = text.getBytes(StandardCharsets.UTF_8);
    fallback = new int[sought.length + 1];
    for (int i = 1, k = 0; i < sought.length; i++) {
      k = next(k, sought[i]);
      fallback[i + 1] = k;
    }
  }

  /** How many bytes the text has. */
  int length() {
    return sought.length;
  }

  /**
   * How many bytes of the text are written after one more byte; all if it is complete.
   *
   * @param written how many are before it, not all
   */
  int next(int written, byte value) {
    int k = written;
    while (k > 0 && sought[k] != value) {
      k = fallback[k];
    }
    return sought[k] == value ? k + 1 : 0;
  }
}
