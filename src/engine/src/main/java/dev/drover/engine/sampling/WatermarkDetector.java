package dev.drover.engine.sampling;

import java.util.HashSet;
import java.util.Set;

/**
 * Finds a {@link Watermark} in a text's tokens: in a text without one a share γ of its tokens is
 * green by chance. A pair of neighbours counts once, since repeating it says nothing new.
 *
 * @param watermark as the text was generated with; δ means nothing here
 */
public record WatermarkDetector(Watermark watermark) {

  /**
   * What was found.
   *
   * @param scored how many different pairs of neighbours the text has
   * @param green how many of them end in a green token
   * @param zScore by how many standard deviations that is more than without a mark; 0 if nothing
   *     was scored
   * @param pValue how probable as many or more are without a mark (exact, binomial)
   */
  public record Finding(int scored, int green, double zScore, double pValue) {}

  /** Looks for the mark in a text's tokens, special ones left out. */
  public Finding detect(int[] tokens) {
    Set<Long> pairs = new HashSet<>();
    int green = 0;
    for (int i = 1; i < tokens.length; i++) {
      if (pairs.add((long) tokens[i - 1] << 32 | tokens[i])
          && watermark.isGreen(tokens[i - 1], tokens[i])) {
        green++;
      }
    }
    int scored = pairs.size();
    if (scored == 0) {
      return new Finding(0, 0, 0, 1);
    }
    double gamma = watermark.gamma();
    double z = (green - gamma * scored) / Math.sqrt(scored * gamma * (1 - gamma));
    return new Finding(scored, green, z, atLeast(green, scored, gamma));
  }

  /** Probability of at least k successes of n, each with probability p. */
  private static double atLeast(int k, int n, double p) {
    // From 0 upwards in logarithms: terms are far below what a double holds otherwise.
    double logTerm = n * Math.log1p(-p);
    double logOdds = Math.log(p) - Math.log1p(-p);
    double sum = k == 0 ? Math.exp(logTerm) : 0;
    for (int i = 1; i <= n; i++) {
      logTerm += Math.log((double) (n - i + 1) / i) + logOdds;
      if (i >= k) {
        sum += Math.exp(logTerm);
      }
    }
    return Math.min(1, sum);
  }
}
