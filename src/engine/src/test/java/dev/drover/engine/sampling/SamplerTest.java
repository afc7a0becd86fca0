package dev.drover.engine.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.drover.engine.GenerationRequest;
import dev.drover.engine.sampling.Sampler.UndrawableException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SamplerTest {
  private static final int[] NONE = {};

  private static SamplingOptions options(UnaryOperator<GenerationRequest.Builder> set) {
    return set.apply(GenerationRequest.builder().prompt("x").seed(1L)).build().sampling();
  }

  /** A row as peaked as a model's: a few likely tokens, a long tail. */
  private static float[] row(long seed, int n) {
    Random random = new Random(seed);
    float[] row = new float[n];
    for (int i = 0; i < n; i++) {
      row[i] = (float) (3 * random.nextGaussian());
    }
    return row;
  }

  private static double[] softmax(float[] row, double temperature) {
    double max = IntStream.range(0, row.length).mapToDouble(i -> row[i]).max().orElseThrow();
    double[] p = new double[row.length];
    for (int i = 0; i < p.length; i++) {
      p[i] = Math.exp((row[i] - max) / temperature);
    }
    double total = Arrays.stream(p).sum();
    return Arrays.stream(p).map(x -> x / total).toArray();
  }

  private static int[] mostProbableFirst(double[] p) {
    return IntStream.range(0, p.length)
        .boxed()
        .sorted(Comparator.<Integer>comparingDouble(i -> -p[i]).thenComparing(i -> i))
        .mapToInt(i -> i)
        .toArray();
  }

  /** The tokens that are drawn at all, in many draws. */
  private static Set<Integer> drawn(SamplingOptions options, float[] row, int draws) {
    Sampler sampler = new Sampler(options, 0, NONE);
    Candidates candidates = new Candidates(row.length);
    Set<Integer> tokens = new HashSet<>();
    for (int i = 0; i < draws; i++) {
      tokens.add(sampler.next(row.clone(), row.length, NONE, null, candidates));
    }
    return tokens;
  }

  private static Set<Integer> kept(UnaryOperator<GenerationRequest.Builder> set, float[] row) {
    SamplingOptions options = options(set);
    Candidates candidates = new Candidates(row.length);
    candidates.fill(row.clone(), row.length);
    SamplingMethods.truncations(options, false, null)
        .forEach(t -> t.apply(candidates, SequenceRandom.of(1, 0)));
    Set<Integer> ids = new HashSet<>();
    for (int i = 0; i < candidates.size(); i++) {
      ids.add(candidates.id(i));
    }
    return ids;
  }

  @Property(tries = 200)
  void topKKeepsTheKMostProbable(@ForAll long seed, @ForAll @IntRange(min = 1, max = 120) int k) {
    float[] row = row(seed, 100);
    int[] order = mostProbableFirst(softmax(row, 1));
    assertThat(kept(b -> b.topK(k), row))
        .isEqualTo(set(Arrays.copyOf(order, Math.min(k, order.length))));
  }

  @Property(tries = 200)
  void topPKeepsTheSmallestSetThatHoldsTheMass(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 99) int percent) {
    float[] row = row(seed, 100);
    double[] p = softmax(row, 1);
    int[] order = mostProbableFirst(p);
    int n = 0;
    for (double sum = 0; sum < percent / 100.0 - 1e-9; n++) {
      sum += p[order[n]];
    }
    Set<Integer> kept = kept(b -> b.topP(percent / 100.0), row);
    // Where the mass is met to the last digit, rounding may take one token more.
    assertThat(kept).containsAll(set(Arrays.copyOf(order, n))).hasSizeLessThanOrEqualTo(n + 1);
  }

  @Property(tries = 200)
  void minPKeepsWhatIsProbableEnoughBesideTheBest(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 99) int percent) {
    float[] row = row(seed, 100);
    double[] p = softmax(row, 1);
    double best = Arrays.stream(p).max().orElseThrow();
    Set<Integer> expected = new HashSet<>();
    for (int i = 0; i < p.length; i++) {
      if (p[i] >= best * percent / 100.0) {
        expected.add(i);
      }
    }
    assertThat(kept(b -> b.minP(percent / 100.0), row)).isEqualTo(expected);
  }

  @Property(tries = 200)
  void typicalKeepsTheMostTypical(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 99) int percent) {
    float[] row = row(seed, 100);
    double[] p = softmax(row, 1);
    double entropy = -Arrays.stream(p).map(x -> x * Math.log(x)).sum();
    int[] order =
        IntStream.range(0, p.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> Math.abs(-Math.log(p[i]) - entropy)))
            .mapToInt(i -> i)
            .toArray();
    int n = 0;
    for (double sum = 0; sum < percent / 100.0 - 1e-6; n++) {
      sum += p[order[n]];
    }
    assertThat(kept(b -> b.typicalP(percent / 100.0), row))
        .containsAll(set(Arrays.copyOf(order, n)))
        .hasSizeLessThanOrEqualTo(n + 1);
  }

  @Test
  void aNamedMethodUsesItsOwnTruncationOnly() {
    float[] row = row(3, 100);
    assertThat(kept(b -> b.method("top-k").topK(7).topP(0.01), row)).hasSize(7);
    assertThat(kept(b -> b.method("top_k"), row)).hasSize(50);
    assertThat(kept(b -> b.method("nucleus").topK(1), row)).isEqualTo(kept(b -> b.topP(0.9), row));
    assertThat(kept(b -> b.topK(7).topP(0.01), row)).hasSize(1);
    assertThat(kept(b -> b, row)).hasSize(100);
  }

  @Test
  void drawsFollowTheDistribution() {
    float[] row = row(5, 20);
    double[] p = softmax(row, 1.5);
    Sampler sampler = new Sampler(options(b -> b.temperature(1.5)), 0, NONE);
    Candidates candidates = new Candidates(20);
    int draws = 100_000;
    int[] counts = new int[20];
    for (int i = 0; i < draws; i++) {
      counts[sampler.next(row.clone(), 20, NONE, null, candidates)]++;
    }
    double chiSquare = 0;
    for (int i = 0; i < 20; i++) {
      chiSquare += Math.pow(counts[i] - draws * p[i], 2) / (draws * p[i]);
    }
    // 43.8 is the 99.9 % point of 19 degrees of freedom; the seed is fixed.
    assertThat(chiSquare).isLessThan(43.8);
  }

  @Test
  void temperatureZeroAndGreedyTakeTheBestAndTheLowerOfEquals() {
    float[] row = {1, 5, 5, 2};
    assertThat(drawn(options(b -> b.temperature(0.0).topK(3)), row, 20)).containsExactly(1);
    assertThat(drawn(options(b -> b.method("greedy")), row, 20)).containsExactly(1);
  }

  @Test
  void biasAndBansDecideWhatCanBeDrawn() {
    float[] row = {1, 5, 4, 2};
    assertThat(drawn(options(b -> b.logitBias(Map.of(0, 100.0))), row, 50)).containsExactly(0);
    Sampler sampler = new Sampler(options(b -> b.temperature(0.0)), 0, NONE);
    assertThat(sampler.next(row.clone(), 4, new int[] {1}, null, new Candidates(4))).isEqualTo(2);
    assertThatThrownBy(
            () -> sampler.next(row.clone(), 4, new int[] {0, 1, 2, 3}, null, new Candidates(4)))
        .isInstanceOf(UndrawableException.class);
  }

  @Test
  void aBannedTokenIsNotDrawnHoweverManyTokensTheTruncationKeeps() {
    Sampler sampler = new Sampler(options(b -> b.topK(4).topP(1.0)), 0, NONE);
    for (int i = 0; i < 200; i++) {
      int token =
          sampler.next(new float[] {1, 1, 1, 1}, 4, new int[] {1, 3}, null, new Candidates(4));
      assertThat(token).isIn(0, 2);
    }
  }

  @Test
  void penaltiesLowerWhatWasSeen() {
    int[] prompt = {0, 0, 1};
    Sampler repetition =
        new Sampler(options(b -> b.repetitionPenalty(2.0).temperature(0.0)), 0, prompt);
    float[] row = {4, -1, 3, -1.5f};
    assertThat(repetition.next(row, 4, NONE, null, new Candidates(4))).isEqualTo(2);
    assertThat(row).containsExactly(2, -2, 3, -1.5f);
    float[] next = {4, -1, 3, -1.5f};
    repetition.next(next, 4, NONE, null, new Candidates(4));
    assertThat(next).containsExactly(2, -2, 1.5f, -1.5f);

    Sampler counted =
        new Sampler(
            options(b -> b.frequencyPenalty(0.5).presencePenalty(1.0).temperature(0.0)), 0, prompt);
    Candidates candidates = new Candidates(2);
    float[] first = {10, 0};
    counted.next(first, 2, NONE, null, candidates);
    assertThat(first).as("the prompt does not count").containsExactly(10, 0);
    float[] second = {10, 0};
    counted.next(second, 2, NONE, null, candidates);
    float[] third = {10, 0};
    counted.next(third, 2, NONE, null, candidates);
    assertThat(third).containsExactly(8, 0);
  }

  @Test
  void penaltiesRememberHoweverManyTokensWereGenerated() {
    int n = 500;
    Sampler sampler = new Sampler(options(b -> b.frequencyPenalty(1.0).temperature(0.0)), 0, NONE);
    Candidates candidates = new Candidates(n);
    for (int token = 0; token < n; token++) {
      float[] row = new float[n];
      row[token] = 10;
      assertThat(sampler.next(row, n, NONE, null, candidates)).isEqualTo(token);
    }
    float[] row = new float[n];
    sampler.next(row, n, NONE, null, candidates);
    assertThat(row).containsOnly(-1);
  }

  @Test
  void rowsWithoutASenseAreRefused() {
    Sampler sampler = new Sampler(options(b -> b), 0, NONE);
    float[] nan = row(1, 10);
    nan[7] = Float.NaN;
    assertThatThrownBy(() -> sampler.next(nan, 10, NONE, null, new Candidates(10)))
        .isInstanceOf(UndrawableException.class)
        .hasMessageContaining("NaN");
  }

  @Test
  void expIsAsExactAsItSays() {
    float[] x = new float[200_000];
    for (int i = 0; i < x.length; i++) {
      x[i] = -87f * i / x.length;
    }
    float[] out = new float[x.length];
    Exp.shifted(x, 0, out, x.length);
    double total = 0;
    for (int i = 0; i < x.length; i++) {
      double exact = Math.exp(x[i]);
      assertThat(Math.abs(out[i] - exact) / exact).as("e^%s", x[i]).isLessThan(3e-7);
      total += out[i];
    }
    assertThat(Exp.sum(out, out.length)).isCloseTo(total, within(total * 1e-6));
  }

  @Test
  void theTotalOfARowIsAsExactAsItSays() {
    LogTotal total = new LogTotal();
    for (int n : new int[] {1, 63, 64, 1000, 50_001}) {
      float[] row = row(n, n);
      double[] p = softmax(row, 1);
      assertThat(Math.exp(row[n / 2] - total.of(row, n)))
          .isCloseTo(p[n / 2], within(p[n / 2] * 1e-4));
    }
    float[] flat = new float[150_000];
    assertThat(total.of(flat, flat.length)).isCloseTo(Math.log(150_000), within(1e-4));
    assertThat(total.of(new float[] {1, Float.NaN}, 2)).isNaN();
    assertThat(total.of(new float[] {1, Float.NEGATIVE_INFINITY}, 2)).isCloseTo(1, within(1e-4));
  }

  @Test
  void logprobsOfARowSumToOne() {
    float[] row = row(9, 1000);
    double[] p = softmax(row, 1);
    Logprobs logprobs = new Logprobs(1000);
    logprobs.read(row, 1000);
    for (int i = 0; i < 1000; i++) {
      assertThat(logprobs.of(i)).isCloseTo((float) Math.log(p[i]), within(1e-4f));
    }
    assertThat(logprobs.top(5)).isEqualTo(Arrays.copyOf(mostProbableFirst(p), 5));
  }

  private static Set<Integer> set(int[] ids) {
    return new HashSet<>(Arrays.stream(ids).boxed().toList());
  }
}
