package dev.drover.engine;

import dev.drover.engine.steering.SteeringSource;
import java.util.List;

/**
 * What one term of a steering plan did to a request.
 *
 * @param source what the request named
 * @param strength the strength applied
 * @param layers one entry a layer, ascending
 */
public record AppliedTerm(SteeringSource source, double strength, List<LayerEffect> layers) {

  /**
   * What was added in one layer.
   *
   * @param layer the layer
   * @param positions how many tokens were added to while this request was computed, all its choices
   *     together; tokens that were in memory already were steered when they were computed
   * @param normRatio mean over these tokens of the length of what was added, as a share of the
   *     length of the hidden state before; NaN if there was none. A sequence's first token, whose
   *     state is many times longer than any other, is left out
   */
  public record LayerEffect(int layer, long positions, double normRatio) {}

  /** Copies the list. */
  public AppliedTerm {
    layers = List.copyOf(layers);
  }
}
