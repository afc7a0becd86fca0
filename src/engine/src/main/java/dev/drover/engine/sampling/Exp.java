package dev.drover.engine.sampling;

/**
 * exp for rows of logits: a polynomial that the compiler turns into vector instructions, some ten
 * times faster than {@link Math#exp} over a vocabulary. Relative error below 3e-7.
 */
final class Exp {
  private static final float LOG2_E = 1.44269504f;
  private static final float LN2_HIGH = 0.693359375f;
  private static final float LN2_LOW = -2.12194440e-4f;

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
      float v = Math.max(x[i] - shift, LEAST);
      // Truncation towards zero of a negative number minus a half: rounding to the nearest.
      int k = (int) (v * LOG2_E - 0.5f);
      float r = v - k * LN2_HIGH - k * LN2_LOW;
      float p = 1.9875691500e-4f;
      p = p * r + 1.3981999507e-3f;
      p = p * r + 8.3334519073e-3f;
      p = p * r + 4.1665795894e-2f;
      p = p * r + 1.6666665459e-1f;
      p = p * r + 5.0000001201e-1f;
      p = p * r * r + r + 1f;
      out[i] = p * Float.intBitsToFloat((k + 127) << 23);
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
