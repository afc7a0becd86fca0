package dev.drover.engine.sampling;

/**
 * Keeps tokens that are probable enough beside the most probable one (Nguyen et al., Turning Up the
 * Heat: Min-p Sampling, arXiv:2407.01082).
 *
 * @param p the least share of the greatest probability, 0 ≤ p ≤ 1; 0 keeps all
 */
record MinP(double p) implements Truncation {
  @Override
  public void apply(Candidates candidates, SequenceRandom random) {
    candidates.keepAtLeast(candidates.max() + (float) Math.log(p));
  }

  @Override
  public boolean keepsAll() {
    return p == 0;
  }
}
