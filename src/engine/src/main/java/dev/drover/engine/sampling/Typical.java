package dev.drover.engine.sampling;

/**
 * Keeps the most typical tokens that hold a share of the mass: those whose surprise is nearest the
 * entropy (Meister et al., Locally Typical Sampling, arXiv:2202.00666).
 *
 * @param p the share, 0 &lt; p ≤ 1; 1 keeps all
 */
record Typical(double p) implements Truncation {
  @Override
  public void apply(Candidates candidates, SequenceRandom random) {
    candidates.keepTypical(p);
  }

  @Override
  public boolean keepsAll() {
    return p == 1;
  }
}
