package dev.drover.langchain4j;

import dev.drover.engine.steering.SteeringPlan;
import dev.drover.engine.steering.SteeringTerm;
import dev.drover.engine.steering.SteeringVector;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Plans that any text of SmolLM2-135M changes under. */
final class Steered {
  /** The layer steered. */
  static final int LAYER = 14;

  private static final int WIDTH = 576;

  private Steered() {}

  static SteeringPlan plan(double strength, boolean report) {
    Random random = new Random(1);
    float[] direction = new float[WIDTH];
    for (int i = 0; i < WIDTH; i++) {
      direction[i] = (float) (6 * random.nextGaussian());
    }
    SteeringVector vector = SteeringVector.of(Map.of(LAYER, direction));
    return new SteeringPlan(List.of(SteeringTerm.of(vector, strength)), report);
  }
}
