package dev.drover.engine.training;

import java.util.List;

/**
 * How a vector lies to the hidden states of texts.
 *
 * @param layers one entry a layer of the vector, ascending
 */
public record TextEvaluation(List<InLayer> layers) {

  /**
   * One layer.
   *
   * @param layer the layer
   * @param positive mean over positive texts of the cosine similarity of a text's mean state to the
   *     direction
   * @param negative the same of negative texts
   * @param separation how far the two sets are apart along the direction, in standard deviations
   *     ({@code d'}); infinite where the texts of a set do not differ
   */
  public record InLayer(int layer, double positive, double negative, double separation) {}

  /** Copies the list. */
  public TextEvaluation {
    layers = List.copyOf(layers);
  }
}
