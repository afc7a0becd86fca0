package dev.drover.engine.training;

import dev.drover.engine.GenerationRequest;
import dev.drover.engine.GenerationResult;
import dev.drover.engine.steering.SteeringVector;
import java.util.ArrayList;
import java.util.List;

/**
 * What steering costs: how much less a model expects neutral text. The measure by which strengths
 * of different models and vectors compare.
 */
final class Perplexity {
  private static final double GREATEST_STRENGTH = 64;
  private static final int BISECTIONS = 4;

  private final Probe probe;
  private final List<TokenizedText> texts;
  private double unsteered;

  /**
   * A measure over texts.
   *
   * @param texts neutral ones
   */
  Perplexity(Probe probe, List<String> texts) {
    this.probe = probe;
    this.texts = texts.stream().map(text -> TokenizedText.of(probe.engine(), text)).toList();
  }

  /** Perplexity under each vector over that without; 1 is no cost. Null is no steering. */
  double[] costs(List<SteeringVector> vectors) throws InterruptedException {
    List<SteeringVector> all = new ArrayList<>(vectors);
    if (unsteered == 0) {
      all.add(null);
    }
    List<GenerationRequest> requests = new ArrayList<>();
    for (SteeringVector vector : all) {
      for (TokenizedText text : texts) {
        requests.add(probe.scoring(text, vector));
      }
    }
    List<GenerationResult> results = probe.run(requests, done -> {});
    double[] perplexities = new double[all.size()];
    for (int v = 0; v < perplexities.length; v++) {
      perplexities[v] = of(results.subList(v * texts.size(), (v + 1) * texts.size()));
    }
    if (unsteered == 0) {
      unsteered = perplexities[vectors.size()];
    }
    double[] costs = new double[vectors.size()];
    for (int v = 0; v < costs.length; v++) {
      costs[v] = perplexities[v] / unsteered;
    }
    return costs;
  }

  double cost(SteeringVector vector) throws InterruptedException {
    return costs(List.of(vector))[0];
  }

  private static double of(List<GenerationResult> results) {
    double sum = 0;
    int count = 0;
    for (GenerationResult result : results) {
      for (double ln : Probe.scores(result)) {
        sum -= ln;
        count++;
      }
    }
    return Math.exp(sum / count);
  }

  /**
   * The greatest strength at which a vector costs at most so much, found by bisection between two
   * neighbouring powers of two.
   *
   * @param costAtOne what it costs at strength 1
   * @param cost more than 1
   * @return 1/64 to 64, also if even that costs more, or less
   */
  double strength(SteeringVector vector, double costAtOne, double cost)
      throws InterruptedException {
    boolean over = costAtOne > cost;
    double factor = over ? 0.5 : 2;
    double near = 1;
    double far = factor;
    while (cost(vector.times(far)) > cost == over) {
      near = far;
      far *= factor;
      if (far > GREATEST_STRENGTH || far < 1 / GREATEST_STRENGTH) {
        return near;
      }
    }
    double low = Math.min(near, far);
    double high = Math.max(near, far);
    for (int i = 0; i < BISECTIONS; i++) {
      double middle = Math.sqrt(low * high);
      if (cost(vector.times(middle)) > cost) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return low;
  }
}
