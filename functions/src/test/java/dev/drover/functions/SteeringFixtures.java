package dev.drover.functions;

import dev.drover.engine.ModelInfo;
import dev.drover.engine.steering.SteeringVector;
import dev.drover.functions.store.NewVector;
import dev.drover.functions.store.VectorLabels;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Steering vectors for tests of dialects. */
public final class SteeringFixtures {
  private SteeringFixtures() {}

  /** A direction of a model's width that any text changes under at strength 1. */
  public static SteeringVector strong(ModelInfo model, int layer) {
    Random random = new Random(layer);
    float[] direction = new float[model.width()];
    for (int i = 0; i < direction.length; i++) {
      direction[i] = (float) (20 * random.nextGaussian());
    }
    return SteeringVector.of(Map.of(layer, direction));
  }

  /** Numbers of any bits that are finite, zeros of both signs and the smallest among them. */
  public static SteeringVector anyBits(ModelInfo model) {
    Random random = new Random(7);
    Map<Integer, float[]> byLayer = new TreeMap<>();
    for (int layer : new int[] {3, 14}) {
      float[] direction = new float[model.width()];
      for (int i = 0; i < direction.length; i++) {
        do {
          direction[i] = Float.intBitsToFloat(random.nextInt());
        } while (!Float.isFinite(direction[i]));
      }
      direction[0] = -0f;
      direction[1] = Float.MIN_VALUE;
      direction[2] = Float.MAX_VALUE;
      byLayer.put(layer, direction);
    }
    return SteeringVector.of(byLayer);
  }

  /** A vector of a model, to be stored. */
  public static NewVector of(ModelInfo model, SteeringVector vector) {
    return of(model.fingerprint(), vector);
  }

  /** A vector of the model of a fingerprint, to be stored. */
  public static NewVector of(String fingerprint, SteeringVector vector) {
    return new NewVector(
        new VectorLabels("test", null, "test"), "caa", fingerprint, "some model", vector, null);
  }
}
