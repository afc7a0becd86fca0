package dev.drover.engine.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class XtcTest {
  private static final float[] ROW = Rows.of(0.4, 0.25, 0.2, 0.1, 0.05);
  private static final int DRAWS = 50_000;

  @Test
  void leavesOutAllProbableTokensButTheLeastOfThem() {
    // 0.4, 0.25 and 0.2 are probable enough: the last of them stays, beside the rest.
    int[] counts = Rows.firstDraws(b -> b.xtc(1.0, 0.15), ROW, Rows.NONE, DRAWS);
    ChiSquared.assertFollows(counts, new double[] {0, 0, 0.2 / 0.35, 0.1 / 0.35, 0.05 / 0.35});
  }

  @Test
  void doesSoAsOftenAsItIsAsked() {
    int[] counts = Rows.firstDraws(b -> b.xtc(0.3, 0.15), ROW, Rows.NONE, DRAWS);
    double[] expected = {0.7 * 0.4, 0.7 * 0.25, 0, 0, 0};
    double[] rest = {0, 0, 0.2, 0.1, 0.05};
    for (int i = 2; i < 5; i++) {
      expected[i] = 0.7 * rest[i] + 0.3 * rest[i] / 0.35;
    }
    ChiSquared.assertFollows(counts, expected);
  }

  @Test
  void leavesARowWithASingleProbableTokenAlone() {
    int[] counts = Rows.firstDraws(b -> b.xtc(1.0, 0.3), ROW, Rows.NONE, DRAWS);
    ChiSquared.assertFollows(counts, new double[] {0.4, 0.25, 0.2, 0.1, 0.05});
  }

  @Test
  void actsOnWhatTruncationsLeave() {
    // Of the three most probable, each holds more than 0.2: the third alone stays.
    int[] counts =
        Rows.firstDraws(b -> b.method("top-k").topK(3).xtc(1.0, 0.2), ROW, Rows.NONE, 50);
    assertThat(counts).containsExactly(0, 0, 50, 0, 0);
  }

  @Test
  void greedyIsGreedyStill() {
    assertThat(Rows.firstDraws(b -> b.xtc(1.0, 0.1).temperature(0.0), ROW, Rows.NONE, 20))
        .containsExactly(20, 0, 0, 0, 0);
  }

  @Test
  void ofEqualsOneStays() {
    int[] counts =
        Rows.firstDraws(b -> b.xtc(1.0, 0.2), Rows.of(0.3, 0.3, 0.3, 0.1), Rows.NONE, DRAWS);
    ChiSquared.assertFollows(counts, new double[] {0, 0, 0.75, 0.25});
  }
}
