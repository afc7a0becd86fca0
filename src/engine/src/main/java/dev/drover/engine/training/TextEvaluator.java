package dev.drover.engine.training;

import dev.drover.engine.Engine;
import dev.drover.engine.GenerationRequest;
import dev.drover.engine.GenerationResult;
import dev.drover.engine.InvalidRequestException;
import dev.drover.engine.Prompt;
import dev.drover.engine.StateReading;
import dev.drover.engine.steering.SteeringVector;
import dev.drover.engine.training.TextEvaluation.InLayer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Tells by plain texts, which need no prompts, how well a vector points at what they show. Blocks
 * while the model works.
 */
public final class TextEvaluator {
  /** Most texts of one side. */
  public static final int MAX_TEXTS = 512;

  private final Engine engine;

  /** An evaluator for an engine's model. */
  public TextEvaluator(Engine engine) {
    this.engine = engine;
  }

  /**
   * Compares a vector with the mean hidden states of texts. A text's first token is left out: its
   * state is many times longer than any other and says nothing.
   *
   * @param positive texts that show what the vector is for, 1 to {@link #MAX_TEXTS}, each of two
   *     tokens or more
   * @param negative texts that lack it, as many as that
   * @throws InvalidRequestException ({@code positive_texts} or {@code negative_texts}) if there is
   *     no text, too many, or one is too short or too long; or if the vector does not fit the model
   * @throws java.util.concurrent.CancellationException if the observer said so
   */
  public TextEvaluation evaluate(
      SteeringVector vector,
      List<String> positive,
      List<String> negative,
      TrainingObserver observer)
      throws InterruptedException {
    Probe probe = new Probe(engine, observer::isCancelled, false);
    List<GenerationRequest> requests = new ArrayList<>();
    add(requests, probe, vector, "positive_texts", positive);
    add(requests, probe, vector, "negative_texts", negative);
    List<GenerationResult> results =
        probe.run(
            requests, done -> observer.progress(TrainingProgress.reading(done, requests.size())));
    List<InLayer> layers = new ArrayList<>();
    for (int layer : vector.layers()) {
      double[] direction = Directions.doubles(vector.at(layer));
      double[][] up = states(results.subList(0, positive.size()), layer);
      double[][] down = states(results.subList(positive.size(), results.size()), layer);
      layers.add(
          new InLayer(
              layer,
              Directions.meanCosine(direction, up),
              Directions.meanCosine(direction, down),
              Separation.of(direction, up, down)));
    }
    return new TextEvaluation(layers);
  }

  private void add(
      List<GenerationRequest> requests,
      Probe probe,
      SteeringVector vector,
      String field,
      List<String> texts) {
    if (texts.isEmpty() || texts.size() > MAX_TEXTS) {
      throw new InvalidRequestException(
          field, "must hold 1 to " + MAX_TEXTS + " texts, given " + texts.size());
    }
    for (int i = 0; i < texts.size(); i++) {
      int[] tokens = engine.tokenize(new Prompt.Text(texts.get(i)));
      if (tokens.length < 2) {
        throw new InvalidRequestException(
            field + "[" + i + "]", "must have at least 2 tokens, given " + tokens.length);
      }
      TokenizedText text =
          new TokenizedText(new Prompt.Tokens(Arrays.stream(tokens).boxed().toList()), 1);
      StateReading reading = new StateReading(vector.layers(), 1, tokens.length);
      requests.add(probe.reading(text).states(reading).build());
    }
  }

  private static double[][] states(List<GenerationResult> results, int layer) {
    return results.stream()
        .map(result -> result.states().mean().get(layer))
        .toArray(double[][]::new);
  }
}
