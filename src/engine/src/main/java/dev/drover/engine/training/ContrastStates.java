package dev.drover.engine.training;

import dev.drover.engine.GenerationRequest;
import dev.drover.engine.GenerationResult;
import dev.drover.engine.StateReading;
import dev.drover.engine.steering.ContrastTriple;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.function.IntConsumer;

/**
 * Hidden states of both answers of each triple, each the mean over the positions that predict the
 * answer's tokens; where an answer is a single token, over the answers' own positions.
 *
 * @param layers where they were read
 * @param positive by triple, then by layer
 * @param negative by triple, then by layer
 */
record ContrastStates(
    SortedSet<Integer> layers,
    List<SortedMap<Integer, double[]>> positive,
    List<SortedMap<Integer, double[]>> negative) {

  /**
   * Has the model read all answers.
   *
   * @param done told how many answers were read; there are two a triple
   */
  static ContrastStates read(
      Probe probe,
      List<ContrastTriple> triples,
      SortedSet<Integer> layers,
      boolean chat,
      IntConsumer done)
      throws InterruptedException {
    List<GenerationRequest> requests = new ArrayList<>();
    for (ContrastTriple triple : triples) {
      TokenizedText up = TokenizedText.of(probe.engine(), triple, true, chat);
      TokenizedText down = TokenizedText.of(probe.engine(), triple, false, chat);
      // What predicts an answer's first token is the prompt's end, the same for both sides.
      int ahead = Math.min(up.answerLength(), down.answerLength()) == 1 ? 0 : 1;
      for (TokenizedText text : List.of(up, down)) {
        StateReading reading =
            new StateReading(layers, text.answer() - ahead, text.length() - ahead);
        requests.add(probe.reading(text).states(reading).build());
      }
    }
    List<GenerationResult> results = probe.run(requests, done);
    List<SortedMap<Integer, double[]>> positive = new ArrayList<>();
    List<SortedMap<Integer, double[]>> negative = new ArrayList<>();
    for (int i = 0; i < results.size(); i += 2) {
      positive.add(results.get(i).states().mean());
      negative.add(results.get(i + 1).states().mean());
    }
    return new ContrastStates(layers, positive, negative);
  }

  /** How many triples there are. */
  int size() {
    return positive.size();
  }

  /** Positive minus negative, one row a triple. */
  double[][] differences(int layer) {
    double[][] rows = new double[size()][];
    for (int i = 0; i < rows.length; i++) {
      double[] row = positive.get(i).get(layer).clone();
      double[] other = negative.get(i).get(layer);
      for (int j = 0; j < row.length; j++) {
        row[j] -= other[j];
      }
      rows[i] = row;
    }
    return rows;
  }

  /** The states of one side, one row a triple. */
  double[][] side(boolean isPositive, int layer) {
    return (isPositive ? positive : negative)
        .stream().map(states -> states.get(layer)).toArray(double[][]::new);
  }

  /** Some of the triples. */
  ContrastStates select(List<Integer> triples) {
    return new ContrastStates(
        layers,
        triples.stream().map(positive::get).toList(),
        triples.stream().map(negative::get).toList());
  }
}
