package dev.drover.engine;

import java.util.SortedMap;
import java.util.TreeMap;

/** Adds up the hidden states of a prompt as they are computed. Belongs to the engine's thread. */
final class StateReader {
  private final SortedMap<Integer, double[]> sums = new TreeMap<>();
  private final int start;
  private final int end;
  private final boolean outputs;

  /** The first position that is still to be read. */
  private int next;

  private boolean told;

  /**
   * Nothing is read yet.
   *
   * @param reading what to read of a prompt that is longer than its start
   */
  StateReader(StateReading reading, int promptLength, ModelInfo model) {
    reading.layers().forEach(layer -> sums.put(layer, new double[model.width()]));
    start = reading.start();
    end = Math.min(reading.end(), promptLength);
    next = start;
    outputs = sums.containsKey(model.layers());
  }

  /** Whether a token must have a row of logits: what leaves the last block exists only there. */
  boolean needsRow(int position) {
    return outputs && position >= next && position < end;
  }

  boolean isDone() {
    return next == end;
  }

  /** The first position that must be computed for this; undefined once all is read. */
  int next() {
    return next;
  }

  /**
   * Reads what is wanted of tokens that were just put into the batch, unless it was read before.
   */
  void arm(ModelRunner runner, int firstRow, int position, int count) {
    int to = Math.min(position + count, end);
    if (position <= next && next < to) {
      int row = firstRow + next - position;
      int rows = to - next;
      sums.forEach((layer, sum) -> runner.sum(layer, row, rows, sum));
      next = to;
    }
  }

  /** Whether all is read and this is the first time to ask. */
  boolean tell() {
    boolean now = isDone() && !told;
    told |= now;
    return now;
  }

  /** The means, once all is read. */
  HiddenStates states() {
    int positions = end - start;
    SortedMap<Integer, double[]> means = new TreeMap<>();
    sums.forEach((layer, sum) -> {
      double[] mean = sum.clone();
      for (int i = 0; i < mean.length; i++) {
        mean[i] /= positions;
      }
      means.put(layer, mean);
    });
    return new HiddenStates(means, positions);
  }
}
