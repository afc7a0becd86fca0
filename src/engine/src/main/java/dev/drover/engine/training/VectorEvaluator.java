package dev.drover.engine.training;

import dev.drover.engine.Engine;
import dev.drover.engine.InvalidRequestException;
import dev.drover.engine.steering.ContrastTriple;
import dev.drover.engine.steering.SteeringVector;
import dev.drover.engine.training.Evaluation.AtStrength;
import dev.drover.engine.training.Evaluation.InLayer;
import java.util.ArrayList;
import java.util.List;

/** Tells what a vector does, so that a strength can be chosen. Blocks while the model works. */
public final class VectorEvaluator {
  /** Strengths that are looked at unless told. */
  public static final List<Double> STRENGTHS = List.of(-1.0, -0.5, 0.0, 0.25, 0.5, 1.0, 1.5, 2.0);

  /** Most strengths of one evaluation. */
  public static final int MAX_STRENGTHS = 64;

  private final Engine engine;
  private final List<String> neutral;

  /**
   * An evaluator for an engine's model.
   *
   * @param neutral texts by which cost is measured, at least one
   */
  public VectorEvaluator(Engine engine, List<String> neutral) {
    this.engine = engine;
    this.neutral = List.copyOf(neutral);
  }

  /**
   * Judges a vector.
   *
   * @param triples which it was not made of, at least one
   * @param chat whether the model's chat template is used
   * @param strengths at which to look, 1 to {@link #MAX_STRENGTHS}
   * @throws InvalidRequestException if there is no triple or strength, or one does not fit
   * @throws java.util.concurrent.CancellationException if the observer said so
   */
  public Evaluation evaluate(
      SteeringVector vector,
      List<ContrastTriple> triples,
      boolean chat,
      List<Double> strengths,
      TrainingObserver observer)
      throws InterruptedException {
    if (triples.isEmpty()) {
      throw new InvalidRequestException("prompts", "must hold at least one prompt, given []");
    }
    if (strengths.isEmpty() || strengths.size() > MAX_STRENGTHS) {
      throw new InvalidRequestException(
          "strengths", "must hold 1 to " + MAX_STRENGTHS + " strengths, given " + strengths.size());
    }
    if (strengths.stream().anyMatch(s -> s == null || !Double.isFinite(s))) {
      throw new InvalidRequestException(
          "strengths", "must hold finite numbers, given " + strengths);
    }
    Probe probe = new Probe(engine, observer::isCancelled, false);
    ContrastStates states =
        ContrastStates.read(
            probe,
            triples,
            vector.layers(),
            chat,
            done -> observer.progress(TrainingProgress.reading(done, 2 * triples.size())));
    List<InLayer> layers = new ArrayList<>();
    for (int layer : vector.layers()) {
      layers.add(inLayer(layer, Directions.doubles(vector.at(layer)), states));
    }
    return new Evaluation(layers, sweep(probe, vector, triples, chat, strengths));
  }

  private static InLayer inLayer(int layer, double[] direction, ContrastStates states) {
    double[][] differences = states.differences(layer);
    double sum = 0;
    for (double[] difference : differences) {
      sum += Directions.cosine(direction, difference);
    }
    return new InLayer(
        layer,
        sum / differences.length,
        Directions.cosine(direction, Directions.mean(differences)),
        Separation.of(direction, states.side(true, layer), states.side(false, layer)));
  }

  private List<AtStrength> sweep(
      Probe probe,
      SteeringVector vector,
      List<ContrastTriple> triples,
      boolean chat,
      List<Double> strengths)
      throws InterruptedException {
    List<SteeringVector> scaled = new ArrayList<>();
    for (double strength : strengths) {
      scaled.add(strength == 0 ? null : vector.times(strength));
    }
    double[] costs = new Perplexity(probe, neutral).costs(scaled);
    List<Answers.Score> scores = new Answers(probe, triples, chat).scores(scaled);
    List<AtStrength> sweep = new ArrayList<>();
    for (int i = 0; i < scaled.size(); i++) {
      Answers.Score score = scores.get(i);
      sweep.add(
          new AtStrength(
              strengths.get(i),
              score.logOdds(),
              Directions.mean(score.positive()),
              Directions.mean(score.negative()),
              costs[i]));
    }
    return sweep;
  }
}
