package dev.drover.engine.sampling;

import static org.assertj.core.api.Assertions.assertThat;

/** Pearson's test of whether draws follow a distribution. */
final class ChiSquared {
  /** The 99.9 % point of the standard normal distribution; seeds of the tests are fixed. */
  private static final double Z = 3.09;

  private ChiSquared() {}

  /**
   * Asserts that the counts are not less probable than one in a thousand under these probabilities.
   */
  static void assertFollows(int[] counts, double[] probabilities) {
    long draws = 0;
    for (int count : counts) {
      draws += count;
    }
    double statistic = 0;
    int cells = 0;
    // Cells too small for the approximation are one together.
    double restExpected = 0;
    long rest = 0;
    for (int i = 0; i < counts.length; i++) {
      double expected = draws * probabilities[i];
      if (expected == 0) {
        assertThat(counts[i]).as("draws of token %s, which cannot be drawn", i).isZero();
      } else if (expected < 5) {
        restExpected += expected;
        rest += counts[i];
      } else {
        statistic += square(counts[i] - expected) / expected;
        cells++;
      }
    }
    if (restExpected > 0) {
      statistic += square(rest - restExpected) / Math.max(restExpected, 1);
      cells++;
    }
    assertThat(statistic).as("chi-squared of %s cells", cells).isLessThan(limit(cells - 1));
  }

  /** The 99.9 % point of the distribution, by Wilson and Hilferty's approximation. */
  static double limit(int degrees) {
    if (degrees < 1) {
      return 1e-9; // a single cell holds all draws
    }
    double a = 2.0 / (9 * degrees);
    return degrees * Math.pow(1 - a + Z * Math.sqrt(a), 3);
  }

  private static double square(double x) {
    return x * x;
  }
}
