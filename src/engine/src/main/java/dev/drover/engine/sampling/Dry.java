package dev.drover.engine.sampling;

import java.util.Arrays;

/**
 * Don't repeat yourself (p-e-w, text-generation-webui #5677): where the text ends as it did at an
 * earlier place, the token that came there next is penalised, by {@code multiplier · base^(length -
 * allowed length)}, length being how many tokens the two ends have in common; of several places the
 * one with the most in common counts. A token in which a breaker ends, and one that is no text,
 * ends what is in common. Not thread-safe.
 *
 * <p>For every earlier place it keeps how much the text before it and the whole text have in common
 * at their ends, which a new token makes one more or nothing: one pass over an array a token.
 */
final class Dry {
  /** So that no sum of logits becomes infinite. */
  private static final double MOST = 1e30;

  private final DryOptions options;
  private final TokenTable table;
  private final ByteWords breakers;
  private final int[] state;
  private final TokenMap longest = new TokenMap();
  private int[] tokens;

  /** {@code common[i]}: how many tokens before i are the last ones of the text. */
  private int[] common;

  private int[] next;
  private int size;

  /** The penalty that the options ask for, or null where they ask for none. */
  static Dry of(DryOptions options, ByteWords breakers, TokenTable table, int[] prompt) {
    return options == null || options.multiplier() == 0 || options.lastN() == 0
        ? null
        : new Dry(options, breakers, table, prompt);
  }

  private Dry(DryOptions options, ByteWords breakers, TokenTable table, int[] prompt) {
    this.options = options;
    this.table = table;
    this.breakers = breakers;
    this.state = breakers.start();
    tokens = Arrays.copyOf(prompt, prompt.length + 64);
    common = new int[tokens.length + 1];
    next = new int[tokens.length + 1];
    size = prompt.length;
    int after = 0;
    for (int i = 0; i < size; i++) {
      after = breaks(tokens[i]) ? i + 1 : after;
    }
    compare(size - after);
  }

  private Dry(Dry other) {
    options = other.options;
    table = other.table;
    breakers = other.breakers;
    state = other.state.clone();
    tokens = other.tokens.clone();
    common = other.common.clone();
    next = new int[common.length];
    size = other.size;
  }

  Dry copy() {
    return new Dry(this);
  }

  private boolean breaks(int token) {
    byte[] bytes = table.bytes(token);
    return breakers.advance(state, bytes) || bytes.length == 0;
  }

  /** What all places have in common with the end: the Z function of the text read backwards. */
  private void compare(int most) {
    // [left, right) is the stretch, counted from the end, that is known to be as the end is.
    int left = 0;
    int right = 0;
    for (int i = 1; i < size; i++) {
      int z = i < right ? Math.min(right - i, common[size - (i - left)]) : 0;
      while (i + z < size && tokens[size - 1 - z] == tokens[size - 1 - i - z]) {
        z++;
      }
      common[size - i] = z;
      if (i + z > right) {
        left = i;
        right = i + z;
      }
    }
    for (int i = 1; i < size; i++) {
      common[i] = Math.min(common[i], most);
    }
  }

  void generated(int token) {
    if (size + 1 >= tokens.length) {
      tokens = Arrays.copyOf(tokens, 2 * tokens.length);
      common = Arrays.copyOf(common, tokens.length + 1);
      next = new int[common.length];
    }
    tokens[size] = token;
    if (breaks(token)) {
      Arrays.fill(common, 0, size + 1, 0);
    } else {
      for (int i = 0; i < size; i++) {
        next[i + 1] = tokens[i] == token ? common[i] + 1 : 0;
      }
      int[] old = common;
      common = next;
      next = old;
    }
    size++;
  }

  /** Lowers the logits in place. */
  void apply(float[] logits) {
    int from = options.lastN() < 0 ? 0 : Math.max(0, size - options.lastN());
    longest.clear();
    for (int i = from + 1; i < size; i++) {
      if (common[i] >= options.allowedLength() && i - from >= options.allowedLength()) {
        longest.raise(tokens[i], Math.min(common[i], i - from));
      }
    }
    for (int place = 0; place < longest.places(); place++) {
      if (longest.token(place) >= 0) {
        int beyond = longest.value(place) - options.allowedLength();
        double penalty = options.multiplier() * Math.pow(options.base(), beyond);
        logits[longest.token(place)] -= (float) Math.min(MOST, penalty);
      }
    }
  }
}
