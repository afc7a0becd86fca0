package dev.drover.engine.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Temperature and mass that follow the model's uncertainty. */
class AdaptiveTest {
  private static final float[] ROW = Rows.random(4, 12, 1.5);
  private static final int DRAWS = 50_000;

  private static double evenness(double[] p) {
    double entropy = -Arrays.stream(p).filter(x -> x > 0).map(x -> x * Math.log(x)).sum();
    return entropy / Math.log(Arrays.stream(p).filter(x -> x > 0).count());
  }

  @Test
  void theTemperatureGoesWithTheEntropy() {
    AdaptiveTemperature adaptive = new AdaptiveTemperature(0.4, 2);
    assertThat(adaptive.of(0.9, 0)).isCloseTo(0.5, within(1e-12));
    assertThat(adaptive.of(0.9, 1)).isCloseTo(1.3, within(1e-12));
    assertThat(adaptive.of(0.9, 0.5)).isCloseTo(0.5 + 0.8 * 0.25, within(1e-12));
    assertThat(new AdaptiveTemperature(2, 1).of(0.9, 0)).isZero();
  }

  @Test
  void drawsFollowTheDistributionAtThatTemperature() {
    double evenness = evenness(Rows.softmax(ROW, 1));
    double temperature = 0.5 + 1.0 * Math.pow(evenness, 1.5);
    int[] counts =
        Rows.firstDraws(
            b -> b.temperature(1.0).adaptiveTemperature(null, 0.5, 1.5), ROW, Rows.NONE, DRAWS);
    ChiSquared.assertFollows(counts, Rows.softmax(ROW, temperature));
  }

  @Test
  void whatIsBannedIsNoUncertainty() {
    float[] row = ROW.clone();
    row[0] = Float.NEGATIVE_INFINITY;
    row[5] = Float.NEGATIVE_INFINITY;
    double[] p = Rows.softmax(row, 1);
    double temperature = 0.5 + evenness(p);
    int[] counts =
        Rows.firstDraws(
            b -> b.temperature(1.0).adaptiveTemperature(true, null, null), row, Rows.NONE, DRAWS);
    ChiSquared.assertFollows(counts, Rows.softmax(row, temperature));
  }

  @Test
  void aSingleTokenLeftIsDrawn() {
    float[] row = new float[5];
    Arrays.fill(row, Float.NEGATIVE_INFINITY);
    row[3] = 1;
    assertThat(
            Rows.firstDraws(
                b -> b.adaptiveTemperature(true, null, null).adaptiveTopP(true, null),
                row,
                Rows.NONE,
                10)[3])
        .isEqualTo(10);
  }

  @Test
  void theMassGoesWithTheEntropy() {
    double[] p = Rows.softmax(ROW, 1);
    double share = 0.6 - 0.3 + 2 * 0.3 * evenness(p);
    Integer[] order = new Integer[p.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (a, b) -> Double.compare(p[b], p[a]));
    double[] expected = new double[p.length];
    double mass = 0;
    for (int i = 0; mass < share; i++) {
      expected[order[i]] = p[order[i]];
      mass += p[order[i]];
    }
    int[] counts = Rows.firstDraws(b -> b.topP(0.6).adaptiveTopP(null, 0.3), ROW, Rows.NONE, DRAWS);
    ChiSquared.assertFollows(counts, Rows.normalised(expected));
    int[] named =
        Rows.firstDraws(
            b -> b.method("top-p").topP(0.6).adaptiveTopP(null, 0.3), ROW, Rows.NONE, DRAWS);
    assertThat(named).isEqualTo(counts);
  }
}
