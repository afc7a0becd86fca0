package dev.drover.engine.training;

import java.util.List;

/**
 * Where a search is. Holds all it needs to go on with the same triples, options and model.
 *
 * @param base strength of the direction that the search began from
 * @param best coordinates of the best vector so far, in the subspace of the search
 * @param step how far candidates lie from it
 * @param round rounds done
 * @param evaluations vectors tried
 * @param curve best loss after each round, that of no steering and that of the start first
 */
public record SearchState(
    double base, double[] best, double step, int round, int evaluations, List<Double> curve) {

  /** Copies the numbers. */
  public SearchState {
    best = best.clone();
    curve = List.copyOf(curve);
  }

  @Override
  public double[] best() {
    return best.clone();
  }

  /** The best loss. */
  public double loss() {
    return curve.getLast();
  }
}
