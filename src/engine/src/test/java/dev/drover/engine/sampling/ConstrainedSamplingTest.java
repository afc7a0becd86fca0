package dev.drover.engine.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.engine.GenerationRequest;
import dev.drover.engine.constraint.TokenFilter;
import dev.drover.engine.sampling.Sampler.UndrawableException;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a constraint refuses is masked before temperature and truncation, or as if it were. */
class ConstrainedSamplingTest {
  private static final int[] NONE = {};
  private static final int N = 40;
  private static final int DRAWS = 40_000;

  /** Every kind of way through the sampler. */
  enum Way {
    PLAIN(b -> b),
    HOT(b -> b.temperature(1.7)),
    GREEDY(b -> b.temperature(0.0)),
    GREEDY_METHOD(b -> b.method("greedy").temperature(0.7)),
    TOP_ONE(b -> b.topK(1).topP(0.5)),
    TOP_K(b -> b.topK(5)),
    TOP_P(b -> b.topP(0.7).temperature(1.3)),
    TOP_P_OF_ALL(b -> b.topP(1.0)),
    MIN_P(b -> b.minP(0.2)),
    TYPICAL(b -> b.typicalP(0.5)),
    PENALISED(b -> b.presencePenalty(1.0).repetitionPenalty(1.3).topK(12));

    private final UnaryOperator<GenerationRequest.Builder> set;

    Way(UnaryOperator<GenerationRequest.Builder> set) {
      this.set = set;
    }

    SamplingOptions options(long seed) {
      return set.apply(GenerationRequest.builder().prompt("x").seed(seed)).build().sampling();
    }
  }

  /** Allows every third token, and counts how often the vocabulary was masked. */
  private static final class Thirds implements TokenFilter {
    private int masked;

    @Override
    public boolean allows(int token) {
      return token % 3 == 1;
    }

    @Override
    public boolean mask(float[] logits, int n) {
      masked++;
      for (int i = 0; i < n; i++) {
        if (!allows(i)) {
          logits[i] = Float.NEGATIVE_INFINITY;
        }
      }
      return true;
    }
  }

  private static float[] row() {
    Random random = new Random(11);
    float[] row = new float[N];
    for (int i = 0; i < N; i++) {
      row[i] = (float) (1.5 * random.nextGaussian());
    }
    return row;
  }

  /** Counts draws; the sampler is new for each, so that penalties stay as after the prompt. */
  private static int[] counts(Way way, TokenFilter filter, boolean masksFirst) {
    float[] row = row();
    Candidates candidates = new Candidates(N);
    int[] counts = new int[N];
    for (int i = 0; i < DRAWS; i++) {
      Sampler sampler = new Sampler(way.options(i), 0, new int[] {1, 4, 4});
      float[] logits = row.clone();
      if (masksFirst) {
        filter.mask(logits, N);
        counts[sampler.next(logits, N, NONE, null, candidates)]++;
      } else {
        counts[sampler.next(logits, N, NONE, filter, candidates)]++;
      }
    }
    return counts;
  }

  @ParameterizedTest
  @EnumSource
  void everyWayIsAsIfMaskedFirst(Way way) {
    int[] expected = counts(way, new Thirds(), true);
    int[] actual = counts(way, new Thirds(), false);
    // Two samples of the same distribution: the first stands for it, doubled in spread.
    double statistic = 0;
    int cells = 0;
    for (int i = 0; i < N; i++) {
      if (expected[i] + actual[i] > 0) {
        double difference = actual[i] - expected[i];
        statistic += difference * difference / (expected[i] + actual[i]);
        cells++;
      }
    }
    assertThat(statistic).as("chi-squared of %s", way).isLessThanOrEqualTo(ChiSquared.limit(cells));
  }

  @ParameterizedTest
  @EnumSource
  void whatIsRefusedIsNeverDrawn(Way way) {
    int[] counts = counts(way, new Thirds(), false);
    for (int i = 0; i < N; i++) {
      if (i % 3 != 1) {
        assertThat(counts[i]).as("token %s", i).isZero();
      }
    }
  }

  @Test
  void withoutATruncationDrawsAreOfTheAllowedTokensInProportion() {
    float[] row = row();
    double[] expected = new double[N];
    double total = 0;
    for (int i = 1; i < N; i += 3) {
      expected[i] = Math.exp(row[i] / 1.7);
      total += expected[i];
    }
    for (int i = 0; i < N; i++) {
      expected[i] /= total;
    }
    ChiSquared.assertFollows(counts(Way.HOT, new Thirds(), false), expected);
  }

  @Test
  void theVocabularyIsMaskedOnlyWhereADrawnTokenIsRefused() {
    Thirds filter = new Thirds();
    Sampler greedy = new Sampler(Way.GREEDY.options(1), 0, NONE);
    float[] row = new float[N];
    row[1] = 5;
    assertThat(greedy.next(row.clone(), N, NONE, filter, new Candidates(N))).isEqualTo(1);
    assertThat(filter.masked).isZero();
    row[2] = 6;
    assertThat(greedy.next(row.clone(), N, NONE, filter, new Candidates(N))).isEqualTo(1);
    assertThat(filter.masked).isEqualTo(1);
    Sampler truncating = new Sampler(Way.TOP_K.options(1), 0, NONE);
    truncating.next(row.clone(), N, NONE, filter, new Candidates(N));
    assertThat(filter.masked).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource
  void aConstraintThatLeavesNothingIsAnError(Way way) {
    TokenFilter nothing =
        new TokenFilter() {
          @Override
          public boolean allows(int token) {
            return false;
          }

          @Override
          public boolean mask(float[] logits, int n) {
            return false;
          }
        };
    Sampler sampler = new Sampler(way.options(1), 0, NONE);
    assertThatThrownBy(() -> sampler.next(row(), N, NONE, nothing, new Candidates(N)))
        .isInstanceOf(UndrawableException.class)
        .hasMessageContaining("the constraint allows none");
  }

  @ParameterizedTest
  @EnumSource
  void aConstraintThatLeavesOnlyBannedTokensIsAnError(Way way) {
    int[] banned = new int[N / 3];
    for (int i = 0; i < banned.length; i++) {
      banned[i] = 3 * i + 1;
    }
    Sampler sampler = new Sampler(way.options(1), 0, NONE);
    assertThatThrownBy(() -> sampler.next(row(), N, banned, new Thirds(), new Candidates(N)))
        .isInstanceOf(UndrawableException.class)
        .hasMessageContaining("are banned");
  }
}
