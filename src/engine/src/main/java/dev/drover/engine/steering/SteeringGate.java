package dev.drover.engine.steering;

import java.util.Arrays;

/**
 * A condition on a token's hidden state: steering applies only where its cosine similarity to a
 * direction passes a threshold.
 *
 * @param layer where the state is read; no later than the layers it decides about
 * @param direction as wide as the model's residual stream
 * @param threshold −1 to 1; the similarity must be greater
 */
public record SteeringGate(int layer, float[] direction, double threshold) {

  /**
   * Copies the direction.
   *
   * @throws IllegalArgumentException naming what must hold and the value given
   */
  public SteeringGate {
    if (layer < 1) {
      throw new IllegalArgumentException("must have a layer of at least 1, given " + layer);
    }
    if (!(threshold >= -1 && threshold <= 1)) {
      throw new IllegalArgumentException(
          "must have a threshold between -1 and 1, given " + threshold);
    }
    direction = direction.clone();
    boolean zero = true;
    for (float x : direction) {
      if (!Float.isFinite(x)) {
        throw new IllegalArgumentException("must have a direction of finite numbers, given " + x);
      }
      zero &= x == 0;
    }
    if (zero) {
      throw new IllegalArgumentException("must have a direction that is not zero");
    }
  }

  @Override
  public float[] direction() {
    return direction.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SteeringGate gate
        && gate.layer == layer
        && gate.threshold == threshold
        && Arrays.equals(gate.direction, direction);
  }

  @Override
  public int hashCode() {
    return 31 * layer + Arrays.hashCode(direction);
  }

  @Override
  public String toString() {
    return "SteeringGate[layer=" + layer + ", threshold=" + threshold + "]";
  }
}
