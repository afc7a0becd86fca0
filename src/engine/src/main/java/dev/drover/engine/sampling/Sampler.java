package dev.drover.engine.sampling;

import java.util.List;
import java.util.SplittableRandom;

/**
 * One sequence's way from a row of logits to its next token: bias → bans → penalties → temperature
 * → truncations → draw. It has its own random generator, so what it draws depends on its seed and
 * its rows alone. Not thread-safe.
 */
public final class Sampler {
  private final SplittableRandom random;
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
    this.random = new SplittableRandom(options.seed() + choice * 0x9E3779B97F4A7C15L);
    this.penalties = Penalties.of(options);
    this.biased = options.logitBias().keySet().stream().mapToInt(Integer::intValue).toArray();
    this.bias = new float[biased.length];
    for (int i = 0; i < biased.length; i++) {
      bias[i] = options.logitBias().get(biased[i]).floatValue();
    }
    boolean greedy = options.temperature() == 0;
    this.inverseTemperature = greedy ? 1 : (float) (1 / options.temperature());
    this.truncations =
        SamplingMethods.get(greedy ? "greedy" : options.method()).truncations().of(options);
    if (penalties != null) {
      for (int token : prompt) {
        penalties.sawInPrompt(token);
      }
    }
  }

  /**
   * Draws the next token.
   *
   * @param logits the model's row; changed in place
   * @param n size of the vocabulary
   * @param banned token ids that cannot be drawn now
   * @throws UndrawableException if no token can be drawn; the sequence must end
   */
  public int next(float[] logits, int n, int[] banned, Candidates candidates) {
    for (int i = 0; i < biased.length; i++) {
      logits[biased[i]] += bias[i];
    }
    for (int token : banned) {
      logits[token] = Float.NEGATIVE_INFINITY;
    }
    if (penalties != null) {
      penalties.apply(logits);
    }
    scale(logits, n);
    candidates.fill(logits, n);
    // NaN anywhere makes the greatest NaN.
    if (!Float.isFinite(candidates.max())) {
      throw new UndrawableException(
          "no token can be drawn: the model's greatest logit is " + candidates.max());
    }
    for (Truncation truncation : truncations) {
      truncation.apply(candidates);
    }
    int token = candidates.draw(candidates.size() == 1 ? 0 : random.nextDouble());
    if (penalties != null) {
      penalties.generated(token);
    }
    return token;
  }

  private void scale(float[] logits, int n) {
    if (inverseTemperature != 1) {
      for (int i = 0; i < n; i++) {
        logits[i] *= inverseTemperature;
      }
    }
  }
}
