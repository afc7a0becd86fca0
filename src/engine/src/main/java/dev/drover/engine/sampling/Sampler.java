package dev.drover.engine.sampling;

import dev.drover.engine.constraint.TokenFilter;

/**
 * One sequence's way from a row of logits to its next token: bias → bans → penalties → watermark →
 * constraint → temperature → truncations → draw. It has its own random numbers, so what it draws
 * depends on its seed and its rows alone. Not thread-safe.
 */
public final class Sampler {
  private final SamplingPlan plan;
  private final SequenceRandom random;

  /** What is remembered of the text, each null where the plan does not ask for it. */
  private final Penalties penalties;

  private final Dry dry;
  private final int[] badWords;

  /** The last token, or -1 at the very beginning. */
  private int last;

  /** No token can be drawn: the row holds NaN, or every token is banned. */
  public static final class UndrawableException extends RuntimeException {
    UndrawableException(String message) {
      super(message);
    }
  }

  /**
   * A sampler at the beginning of a sequence of a model of which nothing is known but its rows.
   *
   * @param options valid options; biased token ids lie within the vocabulary
   * @param choice which of the request's choices; each draws its own random numbers
   * @param prompt token ids of the prompt, which count as seen
   * @throws IllegalArgumentException if the method needs the tokens' vectors
   */
  public Sampler(SamplingOptions options, int choice, int[] prompt) {
    this(new SamplingPlan(options, TokenTable.NONE), choice, prompt);
  }

  /**
   * A sampler at the beginning of a sequence.
   *
   * @param plan the request's
   * @param choice which of the request's choices; each draws its own random numbers
   * @param prompt token ids of the prompt, which count as seen
   */
  public Sampler(SamplingPlan plan, int choice, int[] prompt) {
    this.plan = plan;
    SamplingOptions options = plan.options;
    random = SequenceRandom.of(options.seed(), choice);
    penalties = Penalties.of(options.penalties(), prompt);
    dry = Dry.of(options.dry(), plan.breakers, plan.table, prompt);
    badWords = plan.badWords == null ? null : plan.badWords.begin(prompt);
    last = prompt.length == 0 ? -1 : prompt[prompt.length - 1];
  }

  private Sampler(Sampler other) {
    plan = other.plan;
    random = other.random.copy();
    penalties = other.penalties == null ? null : other.penalties.copy();
    dry = other.dry == null ? null : other.dry.copy();
    badWords = other.badWords == null ? null : other.badWords.clone();
    last = other.last;
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
    if (dry != null) {
      dry.generated(token);
    }
    if (badWords != null) {
      plan.badWords.accept(badWords, token);
    }
    last = token;
  }

  /**
   * Whether a token may be drawn before the constraint is asked. Drawing from all, and again from
   * the allowed ones if the token is not, gives each of these p + (1 - P) p / P = p / P, where P is
   * what they hold together: as if drawn from them. With a truncation in between that does not
   * hold, save for the greatest alone, which is the greatest of the allowed ones if it is allowed.
   */
  private boolean canDrawFirst() {
    return plan.truncations.length == 0
        ? plan.options.adaptiveTemperature() == null
        : plan.truncations[0].equals(TopK.GREEDY);
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
    for (int i = 0; i < plan.biased.length; i++) {
      logits[plan.biased[i]] += plan.bias[i];
    }
    for (int token : banned) {
      logits[token] = Float.NEGATIVE_INFINITY;
    }
    if (badWords != null) {
      plan.badWords.apply(badWords, logits);
    }
    if (penalties != null) {
      penalties.apply(logits);
    }
    if (dry != null) {
      dry.apply(logits);
    }
    if (plan.options.watermark() != null) {
      plan.options.watermark().apply(logits, n, last);
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
    if (!plan.greedy) {
      candidates.scale((float) (1 / temperature(candidates)));
    }
    truncate(candidates);
  }

  private double temperature(Candidates candidates) {
    SamplingOptions options = plan.options;
    AdaptiveTemperature adaptive = options.adaptiveTemperature();
    return adaptive == null
        ? options.temperature()
        : Math.max(SamplingPlan.COLDEST, adaptive.of(options.temperature(), candidates.evenness()));
  }

  private void truncate(Candidates candidates) {
    for (Truncation truncation : plan.truncations) {
      truncation.apply(candidates, random);
    }
  }
}
