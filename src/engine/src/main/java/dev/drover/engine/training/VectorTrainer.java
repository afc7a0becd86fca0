package dev.drover.engine.training;

import dev.drover.engine.Engine;
import dev.drover.engine.InvalidRequestException;
import dev.drover.engine.steering.ContrastTriple;
import dev.drover.engine.steering.NeutralText;
import dev.drover.engine.steering.SteeringVector;
import dev.drover.engine.training.TrainingSummary.LayerSummary;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Makes steering vectors from contrast triples. Blocks while the model works; several may train at
 * once, on one engine or several. Interrupt the thread or let the observer say so to end it.
 */
public final class VectorTrainer {
  /** Most triples of one training. */
  public static final int MAX_TRIPLES = 4096;

  /** Paragraphs of 60 to 90 words: enough to tell 1.2 from 1.3, and few for what they take. */
  private static final int COST_TEXTS = 6;

  /** From so many triples on a quarter is held out to judge layers. */
  private static final int LEAST_TO_HOLD_OUT = 8;

  private final Engine engine;
  private final List<String> neutral;

  /** A trainer for an engine's model that measures cost by a part of {@link NeutralText}. */
  public VectorTrainer(Engine engine) {
    this(engine, NeutralText.paragraphs().subList(0, COST_TEXTS));
  }

  /**
   * The same with other texts.
   *
   * @param neutral texts by which cost is measured, at least one
   */
  public VectorTrainer(Engine engine, List<String> neutral) {
    this.engine = engine;
    this.neutral = List.copyOf(neutral);
  }

  /**
   * Makes a vector.
   *
   * @param triples at least one
   * @param from where an earlier training of these triples and options was, or null
   * @throws InvalidRequestException if a triple or option does not fit the model
   * @throws java.util.concurrent.CancellationException if the observer said so
   * @throws TrainingException if the triples show no difference
   * @throws dev.drover.engine.EngineUnavailableException if the engine was closed
   */
  public TrainedVector train(
      List<ContrastTriple> triples,
      TrainingOptions options,
      TrainingObserver observer,
      SearchState from)
      throws InterruptedException {
    check(triples, options);
    Probe probe = new Probe(engine, observer::isCancelled, options.reproducible());
    SortedSet<Integer> layers =
        options.layers() == null
            ? TrainingOptions.defaultLayers(engine.model().layers())
            : options.layers();
    ContrastStates states =
        ContrastStates.read(
            probe,
            triples,
            layers,
            options.chat(),
            done -> observer.progress(TrainingProgress.reading(done, 2 * triples.size())));
    SteeringVector found = direction(states, options);
    Perplexity perplexity = new Perplexity(probe, neutral);
    SteeringVector vector = found;
    List<Double> curve = List.of();
    if (options.refineSteps() > 0) {
      Answers answers = new Answers(probe, triples, options.chat());
      EvolutionSearch search = new EvolutionSearch(answers, perplexity, options, found, states);
      vector = search.run(from, observer);
      curve = search.state().curve();
    }
    vector = finished(vector, options);
    observer.progress(new TrainingProgress(TrainingProgress.Phase.CALIBRATING, 0, 1, Double.NaN));
    double cost = perplexity.cost(vector);
    double strength = perplexity.strength(vector, cost, TrainingSummary.COST);
    observer.progress(new TrainingProgress(TrainingProgress.Phase.CALIBRATING, 1, 1, Double.NaN));
    return new TrainedVector(
        vector,
        new TrainingSummary(
            options.method().wireName(),
            triples.size(),
            options.chat(),
            options.seed(),
            summaries(states, vector, options.seed()),
            curve,
            strength,
            cost,
            warnings(vector, strength, cost)));
  }

  private void check(List<ContrastTriple> triples, TrainingOptions options) {
    if (triples.isEmpty()) {
      throw new InvalidRequestException("prompts", "must hold at least one prompt, given []");
    }
    if (triples.size() > MAX_TRIPLES) {
      throw new InvalidRequestException(
          "prompts", "must hold at most " + MAX_TRIPLES + " prompts, given " + triples.size());
    }
    int last = engine.model().layers();
    if (options.layers() != null
        && (options.layers().first() < 1 || options.layers().last() > last)) {
      throw new InvalidRequestException(
          "layer_idxs", "must hold layers from 1 to " + last + ", given " + options.layers());
    }
  }

  private static SteeringVector direction(ContrastStates states, TrainingOptions options) {
    SortedMap<Integer, float[]> byLayer = new TreeMap<>();
    for (int layer : states.layers()) {
      double[] direction =
          switch (options.method()) {
            case CAA, FEW_SHOT -> Directions.mean(states.differences(layer));
            case PCA -> Directions.principal(states.differences(layer));
            case STEERING_PERCEPTRONS -> {
              double[][] positive = states.side(true, layer);
              double[][] negative = states.side(false, layer);
              yield LinearProbe.fit(positive, negative).direction(positive, negative);
            }
          };
      if (Directions.norm(direction) == 0) {
        throw new TrainingException(
            "positive and negative answers have the same hidden states in layer " + layer);
      }
      byLayer.put(layer, Directions.floats(direction));
    }
    return SteeringVector.of(byLayer);
  }

  /** As the options want it: without small numbers, of length 1. */
  private static SteeringVector finished(SteeringVector vector, TrainingOptions options) {
    SortedMap<Integer, float[]> byLayer = new TreeMap<>();
    vector.forEach((layer, direction) -> {
      double greatest = 0;
      for (float x : direction) {
        greatest = Math.max(greatest, Math.abs(x));
      }
      double sum = 0;
      for (int i = 0; i < direction.length; i++) {
        if (Math.abs(direction[i]) < options.sparsityThreshold() * greatest) {
          direction[i] = 0;
        }
        sum += (double) direction[i] * direction[i];
      }
      double scale = options.unit() ? 1 / Math.sqrt(sum) : 1;
      for (int i = 0; i < direction.length; i++) {
        direction[i] = (float) (scale * direction[i]);
      }
      byLayer.put(layer, direction);
    });
    return SteeringVector.of(byLayer);
  }

  private static List<LayerSummary> summaries(
      ContrastStates states, SteeringVector vector, long seed) {
    List<Integer> order = new ArrayList<>(IntStream.range(0, states.size()).boxed().toList());
    Collections.shuffle(order, new Random(seed));
    int heldOut = states.size() < LEAST_TO_HOLD_OUT ? 0 : states.size() / 4;
    ContrastStates held = states.select(order.subList(0, heldOut));
    ContrastStates rest = states.select(order.subList(heldOut, order.size()));
    List<LayerSummary> summaries = new ArrayList<>();
    for (int layer : states.layers()) {
      double[][] positive = states.side(true, layer);
      double[][] negative = states.side(false, layer);
      double accuracy =
          heldOut == 0
              ? Double.NaN
              : LinearProbe.fit(rest.side(true, layer), rest.side(false, layer))
                  .accuracy(held.side(true, layer), held.side(false, layer));
      double length = 0;
      for (double[] state : positive) {
        length += Directions.norm(state) / positive.length;
      }
      summaries.add(
          new LayerSummary(
              layer,
              vector.norm(layer),
              vector.norm(layer) / length,
              accuracy,
              Separation.of(Directions.doubles(vector.at(layer)), positive, negative)));
    }
    return summaries;
  }

  private static List<String> warnings(SteeringVector vector, double strength, double cost) {
    List<String> warnings = new ArrayList<>();
    if (vector.layers().size() > 1) {
      warnings.add(
          "%d layers add up: divide the strength by about that, or use fewer layers"
              .formatted(vector.layers().size()));
    }
    if (cost > 2 * TrainingSummary.COST) {
      warnings.add(
          "at strength 1 the perplexity of neutral text is %.3g times as great; at %.3g it is %.1f"
              .formatted(cost, strength, TrainingSummary.COST));
    }
    return warnings;
  }
}
