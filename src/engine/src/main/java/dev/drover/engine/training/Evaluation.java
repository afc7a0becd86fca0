package dev.drover.engine.training;

import java.util.List;

/**
 * What a vector does.
 *
 * @param layers one entry a layer, ascending
 * @param sweep one entry a strength, as asked for
 */
public record Evaluation(List<InLayer> layers, List<AtStrength> sweep) {

  /**
   * A direction against the hidden states of triples that it was not made of.
   *
   * @param layer the layer
   * @param cosine mean cosine similarity to the triples' differences
   * @param cosineToMean cosine similarity to the mean of the differences
   * @param separation how far positive and negative states are apart along the direction, in
   *     standard deviations ({@code d'})
   */
  public record InLayer(int layer, double cosine, double cosineToMean, double separation) {}

  /**
   * The model under the vector.
   *
   * @param strength the strength
   * @param logOdds mean over triples of the difference between the two answers' mean
   *     log-probability of a token; answers of unequal length compare so
   * @param positive mean log-probability of a token of the positive answers
   * @param negative the same of the negative answers
   * @param cost perplexity of neutral text over that without steering; 1 is no cost
   */
  public record AtStrength(
      double strength, double logOdds, double positive, double negative, double cost) {}

  /** Copies the lists. */
  public Evaluation {
    layers = List.copyOf(layers);
    sweep = List.copyOf(sweep);
  }
}
