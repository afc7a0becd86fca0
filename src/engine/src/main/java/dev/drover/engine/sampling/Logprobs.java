package dev.drover.engine.sampling;

/**
 * Log-probabilities of the model's own distribution, read from a row of logits before anything
 * changes it. One instance serves all sequences of an engine in turn. Not thread-safe.
 */
public final class Logprobs {
  private final float[] row;
  private final float[] spare;
  private final float[] weights;
  private final Candidates candidates;
  private double logTotal;
  private float max;

  /** Room for a vocabulary of {@code capacity} tokens. */
  public Logprobs(int capacity) {
    row = new float[capacity];
    spare = new float[capacity];
    weights = new float[capacity];
    candidates = new Candidates(capacity);
  }

  /**
   * Takes a copy of the row of n logits.
   *
   * @throws IllegalArgumentException if the row holds NaN or no finite logit
   */
  public void read(float[] logits, int n) {
    System.arraycopy(logits, 0, row, 0, n);
    System.arraycopy(logits, 0, spare, 0, n);
    candidates.fill(spare, n);
    max = candidates.max();
    if (!Float.isFinite(max)) {
      throw new IllegalArgumentException(
          "a row without probabilities: the model's greatest logit is " + max);
    }
    Exp.shifted(row, max, weights, n);
    logTotal = Math.log(Exp.sum(weights, n));
  }

  /** Natural logarithm of the token's probability. */
  public float of(int token) {
    return (float) (row[token] - max - logTotal);
  }

  /** The n most probable tokens, most probable first; of equals the lower id first. */
  public int[] top(int n) {
    candidates.keepTop(n);
    int[] ids = new int[candidates.size()];
    for (int i = 0; i < ids.length; i++) {
      int id = candidates.id(i);
      int at = i;
      for (; at > 0 && row[ids[at - 1]] < row[id]; at--) {
        ids[at] = ids[at - 1];
      }
      ids[at] = id;
    }
    return ids;
  }
}
