package dev.drover.engine.sampling;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Finds words in a text that comes as bytes, piece by piece: for each word, how much of its
 * beginning the text ends with (Knuth, Morris and Pratt, 1977). Immutable; what a text has come to
 * is an array of its own, one number a word.
 */
final class ByteWords {
  private final byte[][] words;

  /** {@code fail[w][k]}: the longest proper beginning of word w that its first k bytes end with. */
  private final int[][] fail;

  private final int longest;

  /**
   * @param words none empty
   */
  ByteWords(List<String> words) {
    this.words = words.stream().map(w -> w.getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new);
    this.fail = new int[this.words.length][];
    int most = 0;
    for (int w = 0; w < this.words.length; w++) {
      fail[w] = fail(this.words[w]);
      most = Math.max(most, this.words[w].length);
    }
    this.longest = most;
  }

  private static int[] fail(byte[] word) {
    int[] fail = new int[word.length + 1];
    int k = 0;
    for (int i = 1; i < word.length; i++) {
      while (k > 0 && word[i] != word[k]) {
        k = fail[k];
      }
      if (word[i] == word[k]) {
        k++;
      }
      fail[i + 1] = k;
    }
    return fail;
  }

  int count() {
    return words.length;
  }

  byte[] word(int w) {
    return words[w];
  }

  /** Bytes of the longest word. */
  int longest() {
    return longest;
  }

  /** The next shorter beginning of word w that its first k bytes end with. */
  int shorter(int w, int k) {
    return fail[w][k];
  }

  /** The beginning of a text. */
  int[] start() {
    return new int[words.length];
  }

  /**
   * The text goes on.
   *
   * @param state where it stands; changed
   * @return whether a word ends in these bytes
   */
  boolean advance(int[] state, byte[] bytes) {
    boolean found = false;
    for (int w = 0; w < words.length; w++) {
      byte[] word = words[w];
      int k = state[w];
      for (byte b : bytes) {
        while (k > 0 && (k == word.length || b != word[k])) {
          k = fail[w][k];
        }
        if (b == word[k]) {
          k++;
        }
        found |= k == word.length;
      }
      state[w] = k;
    }
    return found;
  }
}
