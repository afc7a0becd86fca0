package dev.drover.engine.sampling;

/**
 * exp for rows of logits, written so that the compiler makes vector instructions of it: no tables,
 * no bits, no branches. Relative error below 1e-7.
 */
final class Exp {
  /** Below this e^x is taken as e^-87, some 1e-38: nothing beside the greatest term, e^0. */
  private static final float LEAST = -87f;

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
