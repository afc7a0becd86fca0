package dev.drover.functions.store;

import java.security.SecureRandom;

/** Makes ids: a prefix and 12 random lower-case letters and digits, 62 bits. */
final class RecordId {
  private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";
  private static final int LENGTH = 12;
  private static final SecureRandom RANDOM = new SecureRandom();

  private RecordId() {}

  /**
   * A new id.
   *
   * @param prefix such as {@code sv}
   */
  static String random(String prefix) {
    StringBuilder id = new StringBuilder(prefix).append('_');
    RANDOM.ints(LENGTH, 0, ALPHABET.length()).forEach(i -> id.append(ALPHABET.charAt(i)));
    return id.toString();
  }
}
