package dev.drover.engine.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class WatermarkTest {
  private static final int N = 1000;
  private static final Watermark MARK = new Watermark(0.25, 2, 42);

  private static int[] text(Watermark mark, int length, long seed) {
    SamplingOptions options =
        Rows.options(b ->
            mark == null
                ? b.seed(seed)
                : b.seed(seed).watermark(true, mark.gamma(), mark.delta(), mark.key()));
    Sampler sampler = new Sampler(options, 0, new int[] {7});
    Candidates candidates = new Candidates(N);
    int[] tokens = new int[length];
    for (int i = 0; i < length; i++) {
      tokens[i] = sampler.next(Rows.random(seed * 1000 + i, N, 2), N, Rows.NONE, null, candidates);
    }
    return tokens;
  }

  @Test
  void aShareOfTheVocabularyIsGreenAfterEachToken() {
    for (double gamma : new double[] {0.1, 0.25, 0.5, 0.9}) {
      Watermark mark = new Watermark(gamma, 2, 5);
      int green = 0;
      for (int previous = 0; previous < 100; previous++) {
        for (int token = 0; token < N; token++) {
          green += mark.isGreen(previous, token) ? 1 : 0;
        }
      }
      double deviation = Math.sqrt(gamma * (1 - gamma) / (100 * N));
      assertThat(green / (100.0 * N)).isCloseTo(gamma, within(4 * deviation));
    }
  }

  @Test
  void greenIsIndependentOfTheTokenBeforeAndOfTheKey() {
    Watermark other = new Watermark(0.25, 2, 43);
    int both = 0;
    int keys = 0;
    for (int token = 0; token < 100_000; token++) {
      both += MARK.isGreen(1, token) && MARK.isGreen(2, token) ? 1 : 0;
      keys += MARK.isGreen(1, token) && other.isGreen(1, token) ? 1 : 0;
    }
    assertThat(both / 100_000.0).isCloseTo(1 / 16.0, within(0.004));
    assertThat(keys / 100_000.0).isCloseTo(1 / 16.0, within(0.004));
  }

  @Test
  void theBonusIsGivenToTheGreenTokens() {
    float[] row = new float[N];
    MARK.apply(row, N, 9);
    for (int token = 0; token < N; token++) {
      assertThat(row[token]).isEqualTo(MARK.isGreen(9, token) ? 2 : 0);
    }
  }

  @Test
  void drawsFollowTheMarkedDistribution() {
    float[] row = Rows.random(1, 30, 1);
    float[] marked = row.clone();
    MARK.apply(marked, 30, 7);
    int[] counts =
        Rows.firstDraws(b -> b.watermark(true, 0.25, 2.0, 42L), row, new int[] {3, 7}, 50_000);
    ChiSquared.assertFollows(counts, Rows.softmax(marked, 1));
  }

  @Test
  void aMarkedTextIsFoundAndOthersAreNot() {
    WatermarkDetector detector = new WatermarkDetector(MARK);
    WatermarkDetector.Finding marked = detector.detect(text(MARK, 200, 1));
    assertThat(marked.zScore()).isGreaterThan(6);
    assertThat(marked.pValue()).isLessThan(1e-6);
    assertThat(detector.detect(text(null, 200, 1)).pValue()).isGreaterThan(0.001);
    Watermark otherKey = new Watermark(0.25, 2, 44);
    assertThat(detector.detect(text(otherKey, 200, 1)).pValue()).isGreaterThan(0.001);
  }

  @Test
  void pValuesOfUnmarkedTextsAreAsProbableAsTheySay() {
    int below = 0;
    Random random = new Random(8);
    for (int i = 0; i < 2000; i++) {
      int[] tokens = random.ints(80, 0, 100_000).toArray();
      below += new WatermarkDetector(MARK).detect(tokens).pValue() < 0.05 ? 1 : 0;
    }
    assertThat(below / 2000.0).isBetween(0.015, 0.065);
  }

  @Test
  void findingsAreCounted() {
    WatermarkDetector detector = new WatermarkDetector(new Watermark(0.5, 2, 42));
    assertThat(detector.detect(new int[] {1})).isEqualTo(new WatermarkDetector.Finding(0, 0, 0, 1));
    WatermarkDetector.Finding repeated = detector.detect(new int[] {1, 2, 1, 2, 1, 2});
    assertThat(repeated.scored()).as("pairs that are repeated").isEqualTo(2);
    WatermarkDetector.Finding two = detector.detect(new int[] {1, 2, 3});
    double[] atLeast = {1, 0.75, 0.25};
    assertThat(two.pValue()).isCloseTo(atLeast[two.green()], within(1e-9));
    assertThat(two.zScore()).isCloseTo((two.green() - 1) / Math.sqrt(0.5), within(1e-9));
  }
}
