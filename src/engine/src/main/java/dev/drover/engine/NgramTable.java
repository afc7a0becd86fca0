package dev.drover.engine;

import java.util.Arrays;

/**
 * What followed the last few tokens in texts of the engine's past: a table of fixed size in which
 * newer texts displace older ones. Belongs to the engine's thread.
 */
final class NgramTable {
  /** Tokens that are looked up together. */
  static final int ORDER = 3;

  private static final int SIZE = 1 << 16;

  /** Four numbers an entry: the n-gram and what followed it. */
  private final int[] entries = new int[(ORDER + 1) * SIZE];

  NgramTable() {
    Arrays.fill(entries, -1);
  }

  /** Learns what the token at {@code position} follows; nothing if too few come before it. */
  void learn(int[] tokens, int position) {
    if (position >= ORDER) {
      int at = place(tokens, position);
      System.arraycopy(tokens, position - ORDER, entries, at, ORDER + 1);
    }
  }

  /** The token that followed the {@link #ORDER} tokens before {@code position}, or -1. */
  int next(int[] tokens, int position) {
    if (position < ORDER) {
      return -1;
    }
    int at = place(tokens, position);
    boolean known = Arrays.equals(entries, at, at + ORDER, tokens, position - ORDER, position);
    return known ? entries[at + ORDER] : -1;
  }

  private static int place(int[] tokens, int position) {
    int hash = 0;
    for (int i = position - ORDER; i < position; i++) {
      hash = (hash + tokens[i]) * 0x9E3779B1;
    }
    return (hash >>> 16) * (ORDER + 1);
  }
}
