package dev.drover.engine.training;

import dev.drover.engine.Engine;
import dev.drover.engine.InvalidRequestException;
import dev.drover.engine.steering.ContrastTriple;
import dev.drover.engine.steering.SteeringVector;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;

/**
 * Learns from contrast triples what a behaviour looks like in hidden states, so that it can be
 * detected and subtracted while a model generates. Blocks while the model works.
 */
public final class BehaviorTrainer {
  private final Engine engine;

  /** A trainer for an engine's model. */
  public BehaviorTrainer(Engine engine) {
    this.engine = engine;
  }

  /**
   * Mechanex's layer: two thirds of the depth.
   *
   * @param modelLayers how many layers the model has
   */
  public static int defaultLayer(int modelLayers) {
    return Math.max(1, 2 * modelLayers / 3);
  }

  /**
   * Learns a behaviour. Prompt and answer are one text; no chat template is applied.
   *
   * @param triples 1 to {@link VectorTrainer#MAX_TRIPLES}; positive answers show the behaviour
   * @param layer where it is detected, 1 to the model's number of layers
   * @throws InvalidRequestException if a triple or the layer does not fit the model
   * @throws CancellationException if the observer said so
   * @throws TrainingException if the triples show no difference
   * @throws dev.drover.engine.EngineUnavailableException if the engine was closed
   */
  public TrainedBehavior train(List<ContrastTriple> triples, int layer, TrainingObserver observer)
      throws InterruptedException {
    if (triples.isEmpty() || triples.size() > VectorTrainer.MAX_TRIPLES) {
      throw new InvalidRequestException(
          "prompts",
          "must hold 1 to " + VectorTrainer.MAX_TRIPLES + " prompts, given " + triples.size());
    }
    int last = engine.model().layers();
    if (layer < 1 || layer > last) {
      throw new InvalidRequestException(
          "layer", "must be between 1 and " + last + ", given " + layer);
    }
    ContrastStates states =
        ContrastStates.read(
            new Probe(engine, observer::isCancelled, false),
            triples,
            new TreeSet<>(List.of(layer)),
            false,
            done -> observer.progress(TrainingProgress.reading(done, 2 * triples.size())));
    double[] direction = Directions.mean(states.differences(layer));
    if (Directions.norm(direction) == 0) {
      throw new TrainingException(
          "positive and negative answers have the same hidden states in layer " + layer);
    }
    double positive = Directions.meanCosine(direction, states.side(true, layer));
    double negative = Directions.meanCosine(direction, states.side(false, layer));
    SortedMap<Integer, float[]> baseline = new TreeMap<>();
    baseline.put(layer, Directions.floats(direction));
    return new TrainedBehavior(
        SteeringVector.of(baseline), (positive + negative) / 2, positive, negative);
  }
}
