package dev.drover.engine.sampling;

/**
 * {@link TopP} with a share that follows the model's uncertainty: from {@code p - range}, where the
 * model is sure, to {@code p + range}, where all tokens that are left are equally probable, in
 * proportion to the normalised entropy (their entropy over the logarithm of how many they are).
 *
 * @param p the share in the middle, 0 &lt; p ≤ 1
 * @param range how far it goes to either side, ≥ 0; it stays above 0 and at most 1
 */
record AdaptiveTopP(double p, double range) implements Truncation {
  private static final double LEAST = 1e-6;

  @Override
  public void apply(Candidates candidates, SequenceRandom random) {
    double share = p - range + 2 * range * candidates.evenness();
    if (share < 1) {
      candidates.keepMass(Math.max(LEAST, share));
    }
  }
}
