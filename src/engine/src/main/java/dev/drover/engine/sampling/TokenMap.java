package dev.drover.engine.sampling;

import java.util.Arrays;

/**
 * Numbers of tokens: open addressing, so that nothing is allocated but when it grows. Its places
 * are looked through by index; a free one holds no token. Not thread-safe.
 */
final class TokenMap {
  /** Token + 1 at its place, 0 where free; {@code values} beside it. */
  private int[] tokens = new int[64];

  private int[] values = new int[64];
  private int size;

  TokenMap() {}

  private TokenMap(TokenMap other) {
    tokens = other.tokens.clone();
    values = other.values.clone();
    size = other.size;
  }

  TokenMap copy() {
    return new TokenMap(this);
  }

  /** How many places there are, most of them free. */
  int places() {
    return tokens.length;
  }

  /** The token at a place, or -1. */
  int token(int place) {
    return tokens[place] - 1;
  }

  int value(int place) {
    return values[place];
  }

  /** Adds to a token's number, which is 0 for a new one. */
  void add(int token, int amount) {
    int i = place(token); // may replace the arrays
    values[i] += amount;
  }

  /** Raises a token's number to at least this. */
  void raise(int token, int value) {
    int i = place(token);
    values[i] = Math.max(values[i], value);
  }

  void clear() {
    if (size > 0) {
      Arrays.fill(tokens, 0);
      Arrays.fill(values, 0);
      size = 0;
    }
  }

  /** Where the token is; puts it there with 0 if it is new. */
  private int place(int token) {
    int i = find(tokens, token + 1);
    if (tokens[i] == 0) {
      if (2 * ++size > tokens.length) {
        grow();
        i = find(tokens, token + 1);
      }
      tokens[i] = token + 1;
    }
    return i;
  }

  private void grow() {
    int[] oldTokens = tokens;
    int[] oldValues = values;
    tokens = new int[2 * oldTokens.length];
    values = new int[tokens.length];
    for (int i = 0; i < oldTokens.length; i++) {
      if (oldTokens[i] != 0) {
        int j = find(tokens, oldTokens[i]);
        tokens[j] = oldTokens[i];
        values[j] = oldValues[i];
      }
    }
  }

  private static int find(int[] table, int key) {
    int mask = table.length - 1;
    int i = (key * 0x9E3779B9) >>> 7 & mask;
    while (table[i] != 0 && table[i] != key) {
      i = i + 1 & mask;
    }
    return i;
  }
}
