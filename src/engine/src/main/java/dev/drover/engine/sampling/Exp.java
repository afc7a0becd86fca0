package dev.drover.engine.sampling;

import java.util.Arrays;

/**
 * exp for rows of logits, written so that the compiler makes vector instructions of it: no tables,
 * no bits, no branches. Relative error below 1e-7.
 */
final class Exp {
  /** Below this e^x is taken as e^-87, some 1e-38: nothing beside the greatest term, e^0. */
  private static final float LEAST = -87f;

  /** Numbers worked on at a time, so that they stay in the nearest cache. */
  static final int BLOCK = 1024;

  private Exp() {}

  /**
   * out[i] = e^(x[i] - shift), for x[i] ≤ shift.
   *
   * @param x finite values or -∞; n of them are read
   * @param out n of them are written
   */
  static void shifted(float[] x, float shift, float[] out, int n) {
    for (int i = 0; i < n; i++) {
      // e^v = (e^(v/512))^512: a Taylor series near 0, squared nine times.
      double r = Math.max(x[i] - shift, LEAST) * (1.0 / 512);
      double p = 1.0 / 5040;
      p = p * r + 1.0 / 720;
      p = p * r + 1.0 / 120;
      p = p * r + 1.0 / 24;
      p = p * r + 1.0 / 6;
      p = p * r + 0.5;
      p = p * r + 1;
      p = p * r + 1;
      p *= p;
      p *= p;
      p *= p;
      p *= p;
      p *= p;
      p *= p;
      p *= p;
      p *= p;
      p *= p;
      out[i] = (float) p;
    }
  }

  /** The greatest of the first n values; NaN if any is. */
  static float max(float[] x, int n) {
    float max = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < n; i++) {
      max = Math.max(max, x[i]);
    }
    return max;
  }

  /**
   * Sum of e^(x[i] - shift), for x[i] ≤ shift, with a relative error below 1e-4: in single
   * precision, which takes half the time of {@link #shifted}.
   *
   * @param x finite values or -∞; n of them are read
   * @param room working room of {@link #BLOCK} numbers
   * @param sums as much again
   */
  static double total(float[] x, float shift, int n, float[] room, float[] sums) {
    Arrays.fill(sums, 0);
    for (int from = 0; from < n; from += BLOCK) {
      int count = Math.min(BLOCK, n - from);
      // In place: of two arrays at different places the compiler makes no vector instructions.
      System.arraycopy(x, from, room, 0, count);
      for (int i = 0; i < count; i++) {
        float r = Math.max(room[i] - shift, LEAST) * (1f / 256);
        float p = 1f / 120;
        p = p * r + 1f / 24;
        p = p * r + 1f / 6;
        p = p * r + 0.5f;
        p = p * r + 1;
        p = p * r + 1;
        p *= p;
        p *= p;
        p *= p;
        p *= p;
        p *= p;
        p *= p;
        p *= p;
        p *= p;
        room[i] = p;
      }
      for (int i = 0; i < count; i++) {
        sums[i] += room[i];
      }
    }
    return sum(sums, BLOCK);
  }

  /** Sum of the first n values, in four partial sums. */
  static double sum(float[] x, int n) {
    float a = 0;
    float b = 0;
    float c = 0;
    float d = 0;
    double total = 0;
    int i = 0;
    while (i + 4 <= n) {
      // Partial sums are folded into the double before they lose digits.
      int end = Math.min(n - 3, i + 1024);
      for (; i < end; i += 4) {
        a += x[i];
        b += x[i + 1];
        c += x[i + 2];
        d += x[i + 3];
      }
      total += (double) a + b + c + d;
      a = b = c = d = 0;
    }
    for (; i < n; i++) {
      total += x[i];
    }
    return total;
  }
}
