package dev.drover.engine.sampling;

/**
 * Keeps the k most probable tokens; of equals, those with the lower ids (Fan et al., Hierarchical
 * Neural Story Generation, arXiv:1805.04833).
 *
 * @param k how many; 0 for all
 */
record TopK(int k) implements Truncation {
  /** The most probable token alone. */
  static final TopK GREEDY = new TopK(1);

  @Override
  public void apply(Candidates candidates, SequenceRandom random) {
    candidates.keepTop(k);
  }

  @Override
  public boolean keepsAll() {
    return k == 0;
  }
}
