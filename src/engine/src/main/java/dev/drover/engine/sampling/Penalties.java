package dev.drover.engine.sampling;

/**
 * Lowers the logits of tokens that were seen before, in the last of them or in all. Repetition
 * counts prompt and output, frequency and presence the output only. Not thread-safe.
 */
final class Penalties {
  private final float repetition;
  private final float frequency;
  private final float presence;

  /** How often a token was seen, prompt included; and how often it was generated. */
  private final TokenMap seen;

  private final TokenMap generated;

  /** The last tokens in a ring, those of the prompt as -1 - token; empty if all tokens count. */
  private final int[] window;

  private long total;

  /** Penalties as the options ask, or null where they ask for none. */
  static Penalties of(PenaltyOptions options, int[] prompt) {
    if (options.areOff()) {
      return null;
    }
    Penalties penalties = new Penalties(options);
    for (int token : prompt) {
      penalties.see(token, false);
    }
    return penalties;
  }

  private Penalties(PenaltyOptions options) {
    repetition = (float) options.repetition();
    frequency = (float) options.frequency();
    presence = (float) options.presence();
    seen = new TokenMap();
    generated = new TokenMap();
    window = new int[Math.max(0, options.lastN())];
  }

  private Penalties(Penalties other) {
    repetition = other.repetition;
    frequency = other.frequency;
    presence = other.presence;
    seen = other.seen.copy();
    generated = other.generated.copy();
    window = other.window.clone();
    total = other.total;
  }

  Penalties copy() {
    return new Penalties(this);
  }

  void generated(int token) {
    see(token, true);
  }

  private void see(int token, boolean drawn) {
    if (window.length > 0) {
      int place = (int) (total % window.length);
      if (total >= window.length) {
        forget(window[place]);
      }
      window[place] = drawn ? token : -1 - token;
    }
    total++;
    count(token, drawn, 1);
  }

  private void forget(int entry) {
    boolean drawn = entry >= 0;
    count(drawn ? entry : -1 - entry, drawn, -1);
  }

  private void count(int token, boolean drawn, int amount) {
    seen.add(token, amount);
    if (drawn) {
      generated.add(token, amount);
    }
  }

  /** Lowers the logits in place. */
  void apply(float[] logits) {
    if (repetition != 1) {
      for (int i = 0; i < seen.places(); i++) {
        int t = seen.token(i);
        if (t >= 0 && seen.value(i) > 0) {
          logits[t] = logits[t] > 0 ? logits[t] / repetition : logits[t] * repetition;
        }
      }
    }
    for (int i = 0; i < generated.places(); i++) {
      int t = generated.token(i);
      int n = generated.value(i);
      if (t >= 0 && n > 0) {
        logits[t] -= n * frequency + presence;
      }
    }
  }
}
