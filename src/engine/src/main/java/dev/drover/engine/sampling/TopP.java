package dev.drover.engine.sampling;

/**
 * Keeps the smallest set of most probable tokens that holds a share of the mass (Holtzman et al.,
 * The Curious Case of Neural Text Degeneration, arXiv:1904.09751).
 *
 * @param p the share, 0 &lt; p ≤ 1; 1 keeps all
 */
record TopP(double p) implements Truncation {
  @Override
  public void apply(Candidates candidates, SequenceRandom random) {
    candidates.keepMass(p);
  }

  @Override
  public boolean keepsAll() {
    return p == 1;
  }
}
