package dev.drover.engine.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdsTest {
  private static final int WIDTH = 16;

  /** Tokens in clusters: those of one lie nearly together. */
  private static TokenVectors clusters(int tokens, int clusters, long seed) {
    Random random = new Random(seed);
    float[][] centres = new float[clusters][WIDTH];
    for (float[] centre : centres) {
      for (int d = 0; d < WIDTH; d++) {
        centre[d] = (float) random.nextGaussian();
      }
    }
    float[][] vectors = new float[tokens][WIDTH];
    for (int t = 0; t < tokens; t++) {
      double length = 0;
      for (int d = 0; d < WIDTH; d++) {
        vectors[t][d] = centres[t % clusters][d] + (float) (0.2 * random.nextGaussian());
        length += vectors[t][d] * vectors[t][d];
      }
      for (int d = 0; d < WIDTH; d++) {
        vectors[t][d] /= (float) Math.sqrt(length);
      }
    }
    return new TokenVectors() {
      @Override
      public int width() {
        return WIDTH;
      }

      @Override
      public void read(int token, float[] into) {
        System.arraycopy(vectors[token], 0, into, 0, WIDTH);
      }
    };
  }

  private static Set<Integer> kept(float[] row, int size, double beta, TokenVectors vectors) {
    Candidates candidates = new Candidates(row.length);
    candidates.fill(row.clone(), row.length);
    new Ads(new AdsOptions(size, beta), vectors).apply(candidates, SequenceRandom.of(1, 0));
    Set<Integer> ids = new TreeSet<>();
    for (int i = 0; i < candidates.size(); i++) {
      ids.add(candidates.id(i));
    }
    return ids;
  }

  private static double cosine(TokenVectors vectors, int a, int b) {
    float[] x = new float[WIDTH];
    float[] y = new float[WIDTH];
    vectors.read(a, x);
    vectors.read(b, y);
    double sum = 0;
    for (int d = 0; d < WIDTH; d++) {
      sum += x[d] * y[d];
    }
    return sum;
  }

  private static List<Integer> mostProbable(float[] row, int k) {
    return IntStream.range(0, row.length)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> -row[i]))
        .limit(k)
        .toList();
  }

  /** Greedy choice by the definition: the determinant of each subset, by elimination. */
  private static Set<Integer> byDefinition(
      float[] row, int size, double beta, TokenVectors vectors) {
    double[] p = Rows.softmax(row, 1);
    List<Integer> picked = new ArrayList<>();
    for (int step = 0; step < size; step++) {
      int best = -1;
      double most = -1;
      for (int token : mostProbable(row, 4 * size)) {
        if (!picked.contains(token)) {
          List<Integer> with = new ArrayList<>(picked);
          with.add(token);
          double determinant = determinant(kernel(with, p, beta, vectors));
          if (determinant > most) {
            most = determinant;
            best = token;
          }
        }
      }
      picked.add(best);
    }
    return new TreeSet<>(picked);
  }

  private static double[][] kernel(
      List<Integer> tokens, double[] p, double beta, TokenVectors vectors) {
    double[][] kernel = new double[tokens.size()][tokens.size()];
    for (int i = 0; i < kernel.length; i++) {
      for (int j = 0; j < kernel.length; j++) {
        double similarity = i == j ? 1 : beta * cosine(vectors, tokens.get(i), tokens.get(j));
        kernel[i][j] = Math.pow(p[tokens.get(i)] * p[tokens.get(j)], (1 - beta) / 2) * similarity;
      }
    }
    return kernel;
  }

  private static double determinant(double[][] m) {
    double determinant = 1;
    for (int k = 0; k < m.length; k++) {
      determinant *= m[k][k];
      for (int i = k + 1; i < m.length; i++) {
        double factor = m[i][k] / m[k][k];
        for (int j = k; j < m.length; j++) {
          m[i][j] -= factor * m[k][j];
        }
      }
    }
    return determinant;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void picksWhatRaisesTheDeterminantMost(int seed) {
    TokenVectors vectors = clusters(200, 5, seed);
    float[] row = Rows.random(seed, 200, 1);
    for (double beta : new double[] {0.1, 0.5, 0.9}) {
      assertThat(kept(row, 6, beta, vectors)).isEqualTo(byDefinition(row, 6, beta, vectors));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void withoutDiversityItIsTopK(int seed) {
    TokenVectors vectors = clusters(300, 7, seed);
    float[] row = Rows.random(seed, 300, 1);
    for (int size : new int[] {1, 2, 8, 20, 64}) {
      Set<Integer> top = new TreeSet<>(mostProbable(row, size));
      assertThat(kept(row, size, 0, vectors)).isEqualTo(top);
      assertThat(kept(row, size, 1e-6, vectors)).as("nearly without").isEqualTo(top);
    }
  }

  @Test
  void setsAreMoreDiverseTheGreaterBetaIs() {
    double[] likeness = new double[5];
    for (int seed = 0; seed < 40; seed++) {
      TokenVectors vectors = clusters(300, 6, seed);
      float[] row = Rows.random(seed, 300, 1);
      for (int i = 0; i < likeness.length; i++) {
        likeness[i] += meanCosine(kept(row, 6, i / 4.0, vectors), vectors);
      }
    }
    for (int i = 1; i < likeness.length; i++) {
      assertThat(likeness[i]).as("β = %s", i / 4.0).isLessThan(likeness[i - 1]);
    }
    assertThat(likeness[4]).isLessThan(0.7 * likeness[0]);
  }

  private static double meanCosine(Set<Integer> tokens, TokenVectors vectors) {
    double sum = 0;
    for (int a : tokens) {
      for (int b : tokens) {
        sum += a == b ? 0 : Math.abs(cosine(vectors, a, b));
      }
    }
    return sum / (tokens.size() * (tokens.size() - 1));
  }

  @Test
  void sharpDistributionsStaySharp() {
    TokenVectors vectors = clusters(100, 4, 1);
    float[] row = new float[100];
    row[17] = 30;
    assertThat(kept(row, 64, 1, vectors)).containsExactly(17);
    float[] two = new float[100];
    Arrays.fill(two, -30);
    two[3] = 1;
    two[4] = 1;
    assertThat(kept(two, 64, 0.5, vectors)).containsExactly(3, 4);
  }

  @Test
  void theMostProbableTokenIsAlwaysAmongThem() {
    for (int seed = 0; seed < 30; seed++) {
      float[] row = Rows.random(seed, 100, 2);
      for (double beta : new double[] {0, 0.3, 1}) {
        assertThat(kept(row, 5, beta, clusters(100, 4, seed)))
            .contains(mostProbable(row, 1).getFirst())
            .hasSizeLessThanOrEqualTo(5);
      }
    }
  }

  @Test
  void whatIsBannedIsNeverAmongThem() {
    float[] row = Rows.random(2, 30, 1);
    for (int i = 0; i < 20; i++) {
      row[i] = Float.NEGATIVE_INFINITY;
    }
    for (double beta : new double[] {0, 0.5, 1}) {
      assertThat(kept(row, 16, beta, clusters(30, 3, 2))).allMatch(token -> token >= 20);
    }
  }

  @Test
  void tokensThatAreAlikeToTheLastDigitAreOne() {
    TokenVectors same =
        new TokenVectors() {
          @Override
          public int width() {
            return 1;
          }

          @Override
          public void read(int token, float[] into) {
            into[0] = 1;
          }
        };
    assertThat(kept(new float[20], 5, 1, same)).containsExactly(0);
  }

  @Test
  void drawsFollowTheDistributionOnTheSubset() {
    TokenVectors vectors = clusters(60, 5, 3);
    float[] row = Rows.random(3, 60, 1);
    SamplingOptions options =
        Rows.options(b -> b.method("adaptive-determinantal-sampling").ads(6, 0.6));
    Set<Integer> kept = kept(row, 6, 0.6, vectors);
    double[] p = Rows.softmax(row, 1);
    for (int i = 0; i < p.length; i++) {
      p[i] = kept.contains(i) ? p[i] : 0;
    }
    SamplingPlan plan =
        new SamplingPlan(options, new TokenTable(60, token -> new byte[0], vectors));
    ChiSquared.assertFollows(Rows.firstDraws(plan, row, Rows.NONE, 50_000), Rows.normalised(p));
  }

  @Test
  void aModelWithoutVectorsCannotServeIt() {
    SamplingOptions options = Rows.options(b -> b.method("ads"));
    assertThatThrownBy(() -> new Sampler(options, 0, Rows.NONE))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
