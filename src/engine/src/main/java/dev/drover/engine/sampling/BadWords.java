package dev.drover.engine.sampling;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Words that must not appear in a text, however it is split into tokens: before each draw every
 * token is banned whose bytes would complete one, given the text so far. What a word begins with
 * may be in the prompt. Immutable.
 */
final class BadWords {
  private final TokenTable table;
  private final ByteWords words;

  /** Tokens that hold a whole word, which are banned always. */
  private final int[] holding;

  /**
   * Looks through the whole vocabulary, which takes some milliseconds.
   *
   * @param words none empty
   */
  BadWords(List<String> words, TokenTable table) {
    this.table = table;
    this.words = new ByteWords(words);
    this.holding = IntStream.range(0, table.size()).filter(t -> holds(table.bytes(t))).toArray();
    int[] ignored = table.sorted(); // here, not on the engine's thread
  }

  private boolean holds(byte[] token) {
    for (int w = 0; w < words.count(); w++) {
      byte[] word = words.word(w);
      for (int i = 0; i + word.length <= token.length; i++) {
        if (token[i] == word[0] && Arrays.equals(token, i, i + word.length, word, 0, word.length)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Where a text stands of which this is the prompt. */
  int[] begin(int[] prompt) {
    int[] state = words.start();
    int from = prompt.length;
    for (int bytes = 0; from > 0 && bytes < words.longest(); from--) {
      bytes += table.bytes(prompt[from - 1]).length;
    }
    for (int i = from; i < prompt.length; i++) {
      accept(state, prompt[i]);
    }
    return state;
  }

  /** The text goes on with this token. */
  void accept(int[] state, int token) {
    words.advance(state, table.bytes(token));
  }

  /** Bans the tokens that would complete a word. */
  void apply(int[] state, float[] logits) {
    for (int token : holding) {
      logits[token] = Float.NEGATIVE_INFINITY;
    }
    for (int w = 0; w < words.count(); w++) {
      int whole = words.word(w).length;
      int k = state[w] == whole ? words.shorter(w, whole) : state[w];
      for (; k > 0; k = words.shorter(w, k)) {
        banBeginningWith(words.word(w), k, logits);
      }
    }
  }

  /** Bans tokens that begin with what is left of a word after its first k bytes. */
  private void banBeginningWith(byte[] word, int k, float[] logits) {
    int[] sorted = table.sorted();
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (isBefore(table.bytes(sorted[middle]), word, k)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    int rest = word.length - k;
    for (int i = low; i < sorted.length; i++) {
      byte[] bytes = table.bytes(sorted[i]);
      if (bytes.length < rest || !Arrays.equals(bytes, 0, rest, word, k, word.length)) {
        return;
      }
      logits[sorted[i]] = Float.NEGATIVE_INFINITY;
    }
  }

  private static boolean isBefore(byte[] bytes, byte[] word, int k) {
    return Arrays.compareUnsigned(bytes, 0, bytes.length, word, k, word.length) < 0;
  }
}
