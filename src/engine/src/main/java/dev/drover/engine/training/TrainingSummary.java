package dev.drover.engine.training;

import java.util.Comparator;
import java.util.List;

/**
 * How a vector was made and what is known of it.
 *
 * @param method the method's name
 * @param triples how many triples it was made of
 * @param chat whether the chat template was used
 * @param seed of all random numbers
 * @param layers what is known of each layer, ascending
 * @param lossCurve of the search, see {@link SearchState#curve}; empty if there was none
 * @param strengthAtCost the strength at which all layers together cost {@link #COST} times the
 *     perplexity on neutral text
 * @param costAtOne what strength 1 costs
 * @param warnings in words
 */
public record TrainingSummary(
    String method,
    int triples,
    boolean chat,
    long seed,
    List<LayerSummary> layers,
    List<Double> lossCurve,
    double strengthAtCost,
    double costAtOne,
    List<String> warnings) {

  /** The cost by which strengths are compared. */
  public static final double COST = 1.2;

  /**
   * One layer.
   *
   * @param layer the layer
   * @param norm length of its direction
   * @param share that length as a share of the mean length of the states it was made of
   * @param accuracy share of held-out states that a linear classifier puts on the right side, NaN
   *     where too few could be held out
   * @param separation how far the classes are apart along the direction, in standard deviations
   *     ({@code d'})
   */
  public record LayerSummary(
      int layer, double norm, double share, double accuracy, double separation) {}

  /** Copies the lists. */
  public TrainingSummary {
    layers = List.copyOf(layers);
    lossCurve = List.copyOf(lossCurve);
    warnings = List.copyOf(warnings);
  }

  /** The layers that tell the classes apart best, at most four. */
  public List<Integer> bestLayers() {
    return layers.stream()
        .sorted(Comparator.comparingDouble(LayerSummary::separation).reversed())
        .limit(4)
        .map(LayerSummary::layer)
        .sorted()
        .toList();
  }
}
