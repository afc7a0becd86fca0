package dev.drover.engine.sampling;

/**
 * Lowers the logits of tokens that were seen before. Repetition counts prompt and output, frequency
 * and presence the output only. Not thread-safe.
 */
final class Penalties {
  private final float repetition;
  private final float frequency;
  private final float presence;

  /** Open addressing: token + 1 at its place, 0 where free; {@code counts} beside it. */
  private int[] tokens = new int[64];

  private int[] counts = new int[64];
  private int size;

  /** Penalties as the options ask, or null where they ask for none. */
  static Penalties of(SamplingOptions o) {
    boolean none =
        o.repetitionPenalty() == 1 && o.frequencyPenalty() == 0 && o.presencePenalty() == 0;
    return none ? null : new Penalties(o);
  }

  private Penalties(SamplingOptions o) {
    repetition = (float) o.repetitionPenalty();
    frequency = (float) o.frequencyPenalty();
    presence = (float) o.presencePenalty();
  }

  private Penalties(Penalties other) {
    repetition = other.repetition;
    frequency = other.frequency;
    presence = other.presence;
    tokens = other.tokens.clone();
    counts = other.counts.clone();
    size = other.size;
  }

  Penalties copy() {
    return new Penalties(this);
  }

  void sawInPrompt(int token) {
    place(token);
  }

  void generated(int token) {
    int i = place(token); // may replace the arrays
    counts[i]++;
  }

  /** Lowers the logits in place. */
  void apply(float[] logits) {
    for (int i = 0; i < tokens.length; i++) {
      if (tokens[i] == 0) {
        continue;
      }
      int t = tokens[i] - 1;
      float x = logits[t] > 0 ? logits[t] / repetition : logits[t] * repetition;
      int n = counts[i];
      logits[t] = n == 0 ? x : x - n * frequency - presence;
    }
  }

  /** Where the token is; puts it there with a count of 0 if it is new. */
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
    int[] oldCounts = counts;
    tokens = new int[2 * oldTokens.length];
    counts = new int[tokens.length];
    for (int i = 0; i < oldTokens.length; i++) {
      if (oldTokens[i] != 0) {
        int j = find(tokens, oldTokens[i]);
        tokens[j] = oldTokens[i];
        counts[j] = oldCounts[i];
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
