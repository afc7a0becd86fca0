package dev.drover.engine.sampling;

/**
 * The logarithm of the sum of e^logit over a row, which makes a log-probability of a logit. Cheaper
 * than {@link Logprobs}, and exact to 1e-4. One instance serves all sequences of an engine in turn.
 * Not thread-safe.
 */
public final class LogTotal {
  private final float[] block = new float[Exp.BLOCK];
  private final float[] sums = new float[Exp.BLOCK];

  /** Working room. */
  public LogTotal() {}

  /**
   * Reads a row of n logits before anything changes it.
   *
   * @return what to subtract from a logit for the natural logarithm of its probability; no number
   *     if the row holds NaN or no finite logit
   */
  public double of(float[] logits, int n) {
    float max = Exp.max(logits, n);
    return max + Math.log(Exp.total(logits, max, n, block, sums));
  }
}
