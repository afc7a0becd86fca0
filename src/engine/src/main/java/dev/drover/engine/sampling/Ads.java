package dev.drover.engine.sampling;

/**
 * Adaptive determinantal sampling: draws from a few tokens that are probable and unlike each other.
 * The name is Mechanex's, who do not say what it is; this definition is Drover's own.
 *
 * <p>The pool is the {@value #POOL} times {@code subset size} most probable tokens. Over it lies
 * the kernel of a determinantal point process, {@code L_ij = q_i S_ij q_j}, with the quality {@code
 * q = p^((1-β)/2)} and the similarity {@code S_ij = β cos(v_i, v_j)} for i ≠ j and 1 for i = j, v
 * being the rows of the model's output matrix. {@link DeterminantalSubset} picks its tokens from
 * the pool greedily, and the draw is from p on these. β = 0 is {@link TopK}; with β = 1 only
 * unlikeness counts, beginning at the most probable token.
 *
 * <p>It adapts to the distribution: no more tokens are picked than its perplexity, rounded up, so
 * that where the model is sure it stays sure.
 *
 * @param options size and β
 * @param vectors the tokens' vectors
 */
record Ads(AdsOptions options, TokenVectors vectors) implements Truncation {
  private static final int POOL = 4;

  /** So that rounding makes no token of nothing. */
  private static final double SLACK = 1e-4;

  @Override
  public void apply(Candidates candidates, SequenceRandom random) {
    double perplexity = Math.exp(candidates.entropy());
    int size = (int) Math.min(options.subsetSize(), Math.ceil(perplexity - SLACK));
    if (size <= 1) {
      candidates.keepTop(1);
      return;
    }
    candidates.keepTop(POOL * options.subsetSize());
    candidates.keepUnlike(size, options.beta(), vectors);
  }
}
