package dev.drover.engine;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The residual stream at some positions of a prompt, averaged.
 *
 * @param mean by layer, each as wide as the model; not to be changed
 * @param positions how many positions were averaged
 */
public record HiddenStates(SortedMap<Integer, double[]> mean, int positions) {

  /** Copies the map. */
  public HiddenStates {
    mean = Collections.unmodifiableSortedMap(new TreeMap<>(mean));
  }
}
