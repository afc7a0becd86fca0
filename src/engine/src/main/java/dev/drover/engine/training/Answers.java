package dev.drover.engine.training;

import dev.drover.engine.GenerationRequest;
import dev.drover.engine.GenerationResult;
import dev.drover.engine.steering.ContrastTriple;
import dev.drover.engine.steering.SteeringVector;
import java.util.ArrayList;
import java.util.List;

/** The answers of triples, and how probable the model finds them under steering. */
public final class Answers {
  /** Keeps logarithms of improbable tokens finite, as Mechanex's loss does. */
  private static final double LEAST = 1e-6;

  private final Probe probe;
  private final List<TokenizedText> positive = new ArrayList<>();
  private final List<TokenizedText> negative = new ArrayList<>();

  /**
   * The answers of triples.
   *
   * @param probe by which they are read
   * @param chat whether prompt and answer are turns of the model's chat template
   * @throws dev.drover.engine.InvalidRequestException if an answer has no token
   */
  public Answers(Probe probe, List<ContrastTriple> triples, boolean chat) {
    this.probe = probe;
    for (ContrastTriple triple : triples) {
      positive.add(TokenizedText.of(probe.engine(), triple, true, chat));
      negative.add(TokenizedText.of(probe.engine(), triple, false, chat));
    }
  }

  /**
   * What the answers are worth.
   *
   * @param loss −Σ ln p over tokens of positive answers − Σ ln (1 − p) over those of negative ones:
   *     Mechanex's loss at temperature 1
   * @param positive mean log-probability of a token of each positive answer
   * @param negative the same of negative ones
   */
  public record Score(double loss, double[] positive, double[] negative) {
    /** Mean over triples of how much more probable the positive answer's tokens are, as ln. */
    public double logOdds() {
      double sum = 0;
      for (int i = 0; i < positive.length; i++) {
        sum += positive[i] - negative[i];
      }
      return sum / positive.length;
    }
  }

  /**
   * Scores of several vectors, all in one go, so that they share batches.
   *
   * @param vectors added at strength 1; null is no steering
   * @throws java.util.concurrent.CancellationException if the probe was cancelled
   */
  public List<Score> scores(List<SteeringVector> vectors) throws InterruptedException {
    List<GenerationRequest> requests = new ArrayList<>();
    for (SteeringVector vector : vectors) {
      for (List<TokenizedText> side : List.of(positive, negative)) {
        for (TokenizedText text : side) {
          requests.add(probe.scoring(text, vector));
        }
      }
    }
    List<GenerationResult> results = probe.run(requests, done -> {});
    List<Score> scores = new ArrayList<>();
    int pairs = positive.size();
    for (int v = 0; v < vectors.size(); v++) {
      int from = 2 * pairs * v;
      scores.add(
          score(
              results.subList(from, from + pairs),
              results.subList(from + pairs, from + 2 * pairs)));
    }
    return scores;
  }

  private static Score score(List<GenerationResult> positive, List<GenerationResult> negative) {
    double loss = 0;
    double[] up = new double[positive.size()];
    double[] down = new double[negative.size()];
    for (int i = 0; i < up.length; i++) {
      for (double ln : Probe.scores(positive.get(i))) {
        loss -= Math.log(Math.exp(ln) + LEAST);
      }
      for (double ln : Probe.scores(negative.get(i))) {
        loss -= Math.log(1 - Math.exp(ln) + LEAST);
      }
      up[i] = Directions.mean(Probe.scores(positive.get(i)));
      down[i] = Directions.mean(Probe.scores(negative.get(i)));
    }
    return new Score(loss, up, down);
  }
}
