package dev.drover.engine;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Which hidden states of a prompt to read. They are read after steering.
 *
 * @param layers 1 to the model's number of layers; in the last only the final position of the
 *     prompt can be read unless its log-probabilities are wanted, too
 * @param start the first position of the prompt
 * @param end the position after the last; those beyond the prompt's end are left out
 */
public record StateReading(SortedSet<Integer> layers, int start, int end) {

  /**
   * Copies the layers.
   *
   * @throws InvalidRequestException if there is no layer or no position
   */
  public StateReading {
    layers = Collections.unmodifiableSortedSet(new TreeSet<>(layers));
    if (layers.isEmpty()) {
      throw new InvalidRequestException("hidden_states", "must name at least one layer, given []");
    }
    if (start < 0 || end <= start) {
      throw new InvalidRequestException(
          "hidden_states",
          "must begin at position 0 or later and end after that, given %d to %d"
              .formatted(start, end));
    }
  }
}
