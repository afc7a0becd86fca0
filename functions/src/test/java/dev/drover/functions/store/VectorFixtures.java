package dev.drover.functions.store;

import dev.drover.engine.steering.SteeringVector;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Steering vectors for tests. */
final class VectorFixtures {
  static final String FINGERPRINT = "f1";

  private VectorFixtures() {}

  /** Numbers of any bits that are finite, the same for the same seed. */
  static SteeringVector random(long seed, int layers, int width) {
    Random random = new Random(seed);
    Map<Integer, float[]> byLayer = new TreeMap<>();
    for (int layer = 1; layer <= layers; layer++) {
      float[] direction = new float[width];
      for (int i = 0; i < width; i++) {
        do {
          direction[i] = Float.intBitsToFloat(random.nextInt());
        } while (!Float.isFinite(direction[i]));
      }
      byLayer.put(2 * layer, direction);
    }
    return SteeringVector.of(byLayer);
  }

  static NewVector named(String name) {
    return named(name, null, null, "caa", FINGERPRINT);
  }

  static NewVector named(
      String name, String label, String category, String method, String fingerprint) {
    return new NewVector(
        new VectorLabels(name, label, category),
        method,
        fingerprint,
        "model",
        random(name.hashCode(), 2, 3),
        "{\"loss\":[1,2]}");
  }

  static NewVector preset(String key, long seed) {
    return new NewVector(
        new VectorLabels(key, null, VectorLabels.PRESET),
        "caa",
        FINGERPRINT,
        "model",
        random(seed, 4, 64),
        null);
  }
}
