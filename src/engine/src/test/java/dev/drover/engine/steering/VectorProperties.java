package dev.drover.engine.steering;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tuple;

/** Vectors for property tests: any bits that are finite numbers, in any layers. */
final class VectorProperties {
  private static final List<Float> EDGES =
      List.of(
          0f,
          -0f,
          Float.MIN_VALUE,
          -Float.MIN_VALUE,
          Float.MIN_NORMAL,
          Math.nextDown(Float.MIN_NORMAL),
          Float.MAX_VALUE,
          -Float.MAX_VALUE,
          Math.nextDown(Float.MAX_VALUE),
          1f,
          Math.nextUp(1f),
          0.1f,
          7.038531E-26f,
          16777216f,
          1e10f,
          9007199254740992f);

  private VectorProperties() {}

  /** Every finite float is as likely as any other, denormals included; edges come often. */
  static Arbitrary<Float> floats() {
    Arbitrary<Float> bits =
        Arbitraries.integers()
            .between(Integer.MIN_VALUE, Integer.MAX_VALUE)
            .withDistribution(RandomDistribution.uniform())
            .withoutEdgeCases()
            .map(Float::intBitsToFloat)
            .filter(Float::isFinite);
    return Arbitraries.frequencyOf(Tuple.of(3, bits), Tuple.of(1, Arbitraries.of(EDGES)));
  }

  /** Any text that is valid Unicode. */
  static Arbitrary<String> texts() {
    return Arbitraries.strings()
        .filter(text -> StandardCharsets.UTF_8.newEncoder().canEncode(text));
  }

  /** Vectors of 1 to 6 layers from a given one on, 1 to 40 wide. */
  static Arbitrary<SteeringVector> vectors(int firstLayer) {
    Arbitrary<List<Integer>> layers =
        Arbitraries.integers()
            .between(firstLayer, VectorLimits.DEEPEST_LAYER)
            .list()
            .uniqueElements()
            .ofMinSize(1)
            .ofMaxSize(6);
    return Combinators.combine(layers, Arbitraries.integers().between(1, 40))
        .flatAs((chosen, width) ->
            floats()
                .list()
                .ofSize(chosen.size() * width)
                .map(numbers -> {
                  Map<Integer, float[]> byLayer = new TreeMap<>();
                  for (int i = 0; i < chosen.size(); i++) {
                    float[] direction = new float[width];
                    for (int j = 0; j < width; j++) {
                      direction[j] = numbers.get(i * width + j);
                    }
                    byLayer.put(chosen.get(i), direction);
                  }
                  return SteeringVector.of(byLayer);
                }));
  }
}
