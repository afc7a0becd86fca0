package dev.drover.engine.text;

import java.util.List;

/**
 * Looks for stop strings in text that arrives in pieces, one Knuth–Morris–Pratt automaton a string.
 * The first string to be complete is found; of several that complete at one character, the longest.
 * Not thread-safe.
 */
final class StopStrings {
  private final String[] strings;
  private final int[][] failures;
  private final int[] matched;

  StopStrings(List<String> strings) {
    this.strings = strings.toArray(String[]::new);
    this.matched = new int[this.strings.length];
    this.failures = new int[this.strings.length][];
    for (int i = 0; i < this.strings.length; i++) {
      failures[i] = failures(this.strings[i]);
    }
  }

  boolean isEmpty() {
    return strings.length == 0;
  }

  /**
   * Takes the next character.
   *
   * @return the stop string that this character completes, or null
   */
  String accept(char c) {
    String found = null;
    for (int i = 0; i < strings.length; i++) {
      String s = strings[i];
      int m = matched[i];
      while (m > 0 && (m == s.length() || s.charAt(m) != c)) {
        m = failures[i][m - 1];
      }
      if (s.charAt(m) == c) {
        m++;
      }
      matched[i] = m;
      if (m == s.length() && (found == null || s.length() > found.length())) {
        found = s;
      }
    }
    return found;
  }

  /** How many of the last characters may be the beginning of a stop string. */
  int pending() {
    int most = 0;
    for (int i = 0; i < strings.length; i++) {
      // A whole string that was passed over still holds its longest border.
      int m = matched[i] == strings[i].length() ? failures[i][matched[i] - 1] : matched[i];
      most = Math.max(most, m);
    }
    return most;
  }

  private static int[] failures(String s) {
    int[] f = new int[s.length()];
    for (int i = 1, m = 0; i < s.length(); i++) {
      while (m > 0 && s.charAt(i) != s.charAt(m)) {
        m = f[m - 1];
      }
      if (s.charAt(i) == s.charAt(m)) {
        m++;
      }
      f[i] = m;
    }
    return f;
  }
}
