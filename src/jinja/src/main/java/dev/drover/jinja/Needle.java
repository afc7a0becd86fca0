package dev.drover.jinja;

/**
 * A text to search for, in time linear in both lengths: a template could choose a needle that makes
 * the plain search quadratic.
 */
final class Needle {
  private static final int PLAIN_LENGTH = 16;

  private final String text;
  private final int[] fallback;

  Needle(String text) {
    this.text = text;
    this.fallback = text.length() <= PLAIN_LENGTH ? null : fallback(text);
  }

  /** Returns, for each length of a matched prefix, the next shorter one to try. */
  private static int[] fallback(String text) {
    int[] table = new int[text.length() + 1];
    int matched = 0;
    for (int i = 1; i < text.length(); i++) {
      while (matched > 0 && text.charAt(i) != text.charAt(matched)) {
        matched = table[matched];
      }
      if (text.charAt(i) == text.charAt(matched)) {
        matched++;
      }
      table[i + 1] = matched;
    }
    return table;
  }

  int length() {
    return text.length();
  }

  /** Returns where it starts within a part of a text, or -1. */
  int find(String in, int from, int to) {
    if (fallback == null) {
      return in.indexOf(text, from, to);
    }
    int matched = 0;
    for (int i = from; i < to; i++) {
      while (matched > 0 && in.charAt(i) != text.charAt(matched)) {
        matched = fallback[matched];
      }
      if (in.charAt(i) == text.charAt(matched) && ++matched == text.length()) {
        return i + 1 - matched;
      }
    }
    return -1;
  }

  /** Returns where it starts last within a part of a text, or -1. */
  int findLast(String in, int from, int to) {
    if (fallback == null) {
      int at = in.lastIndexOf(text, to - text.length());
      return at >= from ? at : -1;
    }
    int last = -1;
    int matched = 0;
    for (int i = from; i < to; i++) {
      while (matched > 0 && in.charAt(i) != text.charAt(matched)) {
        matched = fallback[matched];
      }
      if (in.charAt(i) == text.charAt(matched) && ++matched == text.length()) {
        last = i + 1 - matched;
        matched = fallback[matched];
      }
    }
    return last;
  }
}
