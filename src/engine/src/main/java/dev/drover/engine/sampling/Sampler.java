package dev.drover.engine.sampling;

import dev.drover.engine.constraint.TokenFilter;
import java.util.List;

/**
 * One sequence's way from a row of logits to its next token: bias → bans → penalties → constraint →
 * temperature → truncations → draw. It has its own random numbers, so what it draws depends on its
 * seed and its rows alone. Not thread-safe.
 */
public final class Sampler {
  /** Below this a temperature is as good as 0, and logits over it might overflow. */
  private static final double COLDEST = 1e-5;

  private final SequenceRandom random;
  private final Penalties penalties;
  private final int[] biased;
  private final float[] bias;
  private final float inverseTemperature;
  private final List<Truncation> truncations;

  /** No token can be drawn: the row holds NaN, or every token is banned. */
  public static final class UndrawableException extends RuntimeException {
    UndrawableException(String message) {
      super(message);
    }
  }

  /**
   * A sampler at the beginning of a sequence.
   *
   * @param options valid options; biased token ids lie within the vocabulary
   * @param choice which of the request's choices; each draws its own random numbers
   * @param prompt token ids of the prompt, which count as seen
   */
  public Sampler(SamplingOptions options, int choice, int[] prompt) {
    this.random = SequenceRandom.of(options.seed(), choice);
    this.penalties = Penalties.of(options);
    this.biased = options.logitBias().keySet().stream().mapToInt(Integer::intValue).toArray();
    this.bias = new float[biased.length];
    for (int i = 0; i < biased.length; i++) {
      bias[i] = options.logitBias().get(biased[i]).floatValue();
    }
    boolean greedy = options.temperature() < COLDEST;
    this.inverseTemperature = greedy ? 1 : (float) (1 / options.temperature());
    SamplingMethod method = SamplingMethods.get(greedy ? "greedy" : options.method());
    this.truncations =
        method.truncations().of(options).stream().filter(t -> !t.keepsAll()).toList();
    if (penalties != null) {
      for (int token : prompt) {
        penalties.sawInPrompt(token);
      }
    }
  }

  private Sampler(Sampler other) {
    random = other.random.copy();
    penalties = other.penalties == null ? null : other.penalties.copy();
    biased = other.biased;
    bias = other.bias;
    inverseTemperature = other.inverseTemperature;
    truncations = other.truncations;
  }

  /**
   * A sampler that stands where this one does: it has seen the same tokens, and the same row gives
   * the same token. From then on they go separate ways. Costs a copy of what the penalties
   * remember.
   */
  public Sampler fork() {
    return new Sampler(this);
  }

  /**
   * Draws the next token and counts it as seen.
   *
   * @param logits the model's row; changed in place
   * @param n size of the vocabulary
   * @param banned token ids that cannot be drawn now
   * @param filter which tokens the sequence's constraint allows now, or null for all; not changed
   * @throws UndrawableException if no token can be drawn; the sequence must end
   */
  public int next(float[] logits, int n, int[] banned, TokenFilter filter, Candidates candidates) {
    adjust(logits, n, banned, candidates);
    boolean drawsFirst = filter != null && canDrawFirst();
    if (!drawsFirst) {
      constrain(logits, n, filter, candidates);
    }
    narrow(candidates);
    int token = draw(candidates);
    if (drawsFirst && !filter.allows(token)) {
      // The row has its temperature already, and what was kept of it was the drawn token alone or
      // all.
      constrain(logits, n, filter, candidates);
      truncate(candidates);
      token = draw(candidates);
    }
    accept(token);
    return token;
  }

  /**
   * Leaves in {@code candidates} what {@link #draw} draws from, for one who decides by more than
   * one draw. What is drawn or chosen in its place must be told to {@link #accept}.
   *
   * @param logits the model's row; changed in place
   * @param n size of the vocabulary
   * @param banned token ids that cannot be drawn now
   * @param filter which tokens the sequence's constraint allows now, or null for all; not changed
   * @throws UndrawableException if no token can be drawn; the sequence must end
   */
  public void narrow(
      float[] logits, int n, int[] banned, TokenFilter filter, Candidates candidates) {
    adjust(logits, n, banned, candidates);
    constrain(logits, n, filter, candidates);
    narrow(candidates);
  }

  /** Draws from what {@link #narrow} has left. */
  public int draw(Candidates candidates) {
    return candidates.draw(candidates.size() == 1 ? 0 : random.nextDouble());
  }

  /** The sequence goes on with this token, which counts as seen. */
  public void accept(int token) {
    if (penalties != null) {
      penalties.generated(token);
    }
  }

  /**
   * Whether a token may be drawn before the constraint is asked. Drawing from all, and again from
   * the allowed ones if the token is not, gives each of these p + (1 - P) p / P = p / P, where P is
   * what they hold together: as if drawn from them. With a truncation in between that does not
   * hold, save for the greatest alone, which is the greatest of the allowed ones if it is allowed.
   */
  private boolean canDrawFirst() {
    return truncations.isEmpty() || truncations.getFirst().equals(TopK.GREEDY);
  }

  /**
   * Biases, bans and penalties alone, for one who chooses by probability and does not draw.
   *
   * @param logits the model's row; changed in place
   * @param n size of the vocabulary
   * @param banned token ids that cannot be chosen now
   * @throws UndrawableException if no token can be chosen; the sequence must end
   */
  public void adjust(float[] logits, int n, int[] banned, Candidates candidates) {
    for (int i = 0; i < biased.length; i++) {
      logits[biased[i]] += bias[i];
    }
    for (int token : banned) {
      logits[token] = Float.NEGATIVE_INFINITY;
    }
    if (penalties != null) {
      penalties.apply(logits);
    }
    candidates.fill(logits, n);
    // NaN anywhere makes the greatest NaN.
    if (!Float.isFinite(candidates.max())) {
      throw new UndrawableException(
          "no token can be drawn: the model's greatest logit is " + candidates.max());
    }
  }

  private static void constrain(float[] logits, int n, TokenFilter filter, Candidates candidates) {
    if (filter == null) {
      return;
    }
    if (!filter.mask(logits, n)) {
      throw new UndrawableException("no token can be drawn: the constraint allows none here");
    }
    candidates.fill(logits, n);
    if (candidates.max() == Float.NEGATIVE_INFINITY) {
      throw new UndrawableException(
          "no token can be drawn: those that the constraint allows here are banned");
    }
  }

  private void narrow(Candidates candidates) {
    candidates.scale(inverseTemperature);
    truncate(candidates);
  }

  private void truncate(Candidates candidates) {
    for (Truncation truncation : truncations) {
      truncation.apply(candidates, random);
    }
  }
}
