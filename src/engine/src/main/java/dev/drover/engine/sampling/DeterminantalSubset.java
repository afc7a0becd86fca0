package dev.drover.engine.sampling;

import java.util.Arrays;

/**
 * Picks the subset of greatest determinant from a pool, greedily: each time what raises the
 * determinant most, by an incremental Cholesky factorisation (Chen, Zhang and Zhou, Fast Greedy MAP
 * Inference for Determinantal Point Processes, arXiv:1709.05135). Takes size · pool · (width +
 * size) steps. Keeps its working arrays. Not thread-safe.
 */
final class DeterminantalSubset {
  /** A token whose gain is below this, relative to its quality, is no more than those picked. */
  private static final double LEAST_GAIN = 1e-9;

  private float[] vector = {};

  /** The vectors, number by number: the d-th of all tokens lie together. */
  private float[] columns = {};

  private float[] cosines = {};
  private float[] logits = {};
  private double[] quality = {};
  private double[] gains = {};

  /** Rows of the Cholesky factor, those of all tokens for one pick together. */
  private double[] factor = {};

  private int[] picked = {};
  private int pool;
  private int width;
  private double beta;

  /**
   * Begins a choice.
   *
   * @param pool how many tokens to choose from
   * @param most how many may be picked
   * @param beta weight of diversity, 0 to 1
   */
  void begin(int pool, int most, double beta, TokenVectors vectors) {
    this.pool = pool;
    this.beta = beta;
    width = vectors.width();
    if (vector.length < width) {
      vector = new float[width];
    }
    if (columns.length < pool * width) {
      columns = new float[pool * width];
    }
    if (quality.length < pool) {
      logits = new float[pool];
      quality = new double[pool];
      gains = new double[pool];
      cosines = new float[pool];
    }
    if (factor.length < pool * most) {
      factor = new double[pool * most];
    }
    if (picked.length < most) {
      picked = new int[most];
    }
  }

  /**
   * Describes a token of the pool.
   *
   * @param i its place
   * @param logit relative to the greatest, so ≤ 0; -∞ if it cannot be drawn
   */
  void put(int i, int token, float logit, TokenVectors vectors) {
    logits[i] = logit;
    quality[i] = Math.exp((1 - beta) / 2 * logit);
    // 0^0 is 1, but what cannot be drawn is no choice.
    gains[i] = logit == Float.NEGATIVE_INFINITY ? -1 : quality[i] * quality[i];
    vectors.read(token, vector);
    for (int d = 0; d < width; d++) {
      columns[d * pool + i] = vector[d];
    }
  }

  /**
   * Picks.
   *
   * @param size how many at most
   * @return how many were picked; fewer if the rest adds nothing
   */
  int pick(int size) {
    int count = 0;
    while (count < size) {
      int best = best();
      if (best < 0) {
        break;
      }
      picked[count] = best;
      if (count + 1 < size) {
        update(best, count);
      }
      gains[best] = -1;
      count++;
    }
    return count;
  }

  /** The places that were picked, in order. */
  int[] picked() {
    return picked;
  }

  /** What gains most; of equals the most probable, so that this is always the first. */
  private int best() {
    int best = -1;
    for (int i = 0; i < pool; i++) {
      if (gains[i] > LEAST_GAIN * quality[i] * quality[i] && (best < 0 || isBetter(i, best))) {
        best = i;
      }
    }
    return best;
  }

  private boolean isBetter(int a, int b) {
    return gains[a] > gains[b] || (gains[a] == gains[b] && logits[a] > logits[b]);
  }

  /** Takes what the picked token explains of the others from their gains. */
  private void update(int j, int count) {
    compare(j);
    double root = Math.sqrt(gains[j]);
    int row = count * pool;
    for (int i = 0; i < pool; i++) {
      factor[row + i] = beta * cosines[i] * quality[i] * quality[j];
    }
    for (int before = 0; before < row; before += pool) {
      double ofJ = factor[before + j];
      for (int i = 0; i < pool; i++) {
        factor[row + i] -= ofJ * factor[before + i];
      }
    }
    for (int i = 0; i < pool; i++) {
      factor[row + i] /= root;
      gains[i] -= factor[row + i] * factor[row + i];
    }
  }

  private void compare(int j) {
    Arrays.fill(cosines, 0, pool, 0);
    for (int d = 0; d < width; d++) {
      int from = d * pool;
      float ofJ = columns[from + j];
      for (int i = 0; i < pool; i++) {
        cosines[i] += ofJ * columns[from + i];
      }
    }
  }
}
