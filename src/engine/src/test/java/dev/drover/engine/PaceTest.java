package dev.drover.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The pace on a machine whose steps cost what a formula says, give or take a tenth. */
class PaceTest {
  private static final double ALONE = 10e6;
  private static final double TOKEN = 1e6;
  private static final double DEPTH = 1e3;
  private static final int MOST = 64;

  private final Pace pace = new Pace(2, 8);
  private final Random random = new Random(1);

  private double cost(double depth) {
    return TOKEN + DEPTH * depth;
  }

  private void decode(int steps) {
    for (int i = 0; i < steps; i++) {
      pace.observe(1, 0, 0, noisy(ALONE));
    }
  }

  private long noisy(double nanos) {
    return (long) (nanos * (0.9 + 0.2 * random.nextDouble()));
  }

  /** Computes a prompt from a depth on beside one stream; returns the tokens of each step. */
  private List<Integer> prefill(int from, int to) {
    List<Integer> counts = new ArrayList<>();
    for (int depth = from; depth < to; depth += counts.getLast()) {
      int count = pace.allowance(1).take(Math.min(MOST, to - depth), depth);
      double middle = depth + count / 2.0;
      pace.observe(1, count, middle, noisy(ALONE + count * cost(middle)));
      counts.add(count);
    }
    return counts;
  }

  @Test
  void stepsStayEvenWhileAPromptGetsDeeper() {
    decode(20);
    List<Integer> counts = prefill(0, 4000);
    int depth = counts.getFirst();
    for (int count : counts.subList(1, counts.size())) {
      double step = ALONE + count * cost(depth);
      assertThat(step).isLessThan(2.4 * ALONE);
      if (depth + MOST < 4000) {
        // No slower than it must be: a token more would not have fitted.
        assertThat(step + 2 * cost(depth)).isGreaterThan(1.6 * ALONE);
      }
      depth += count;
    }
  }

  /** What is reused of a prompt makes its first new token a deep one. */
  @Test
  void depthIsPaidForFromTheFirstStep() {
    decode(20);
    prefill(0, 1000);
    assertThat(prefill(3500, 3600).getFirst()).isBetween(2, 3);
    assertThat(prefill(0, 100).getFirst()).isBetween(6, 15);
  }

  /** A token of a large batch costs less; what fits beside streams is learned beside streams. */
  @Test
  void promptsComputedAloneCountOnlyUntilOneWasComputedBesideAStream() {
    decode(20);
    for (int i = 0; i < 500; i++) {
      pace.observe(0, 512, 256, (long) (512 * cost(256) / 3));
    }
    assertThat(pace.allowance(1).take(MOST, 256)).isBetween(20, 28);
    pace.observe(1, 20, 256, (long) (ALONE + 20 * cost(256)));
    assertThat(pace.allowance(1).take(MOST, 256)).isBetween(6, 9);
    pace.observe(0, 512, 256, (long) (512 * cost(256) / 3));
    assertThat(pace.allowance(1).take(MOST, 256)).isBetween(6, 9);
  }

  @Test
  void anInterruptedStepChangesLittle() {
    decode(20);
    prefill(0, 1000);
    int before = pace.allowance(1).take(MOST, 500);
    pace.observe(1, 5, 1000, 5_000_000_000L);
    assertThat(pace.allowance(1).take(MOST, 500)).isBetween(before - 1, before);
  }

  @Test
  void promptsShareAStepsAllowance() {
    decode(20);
    prefill(0, 500);
    Pace.Allowance allowance = pace.allowance(1);
    assertThat(allowance.take(3, 0)).isEqualTo(3);
    assertThat(allowance.take(MOST, 0)).isBetween(4, 10);
    assertThat(allowance.take(MOST, 0)).isZero();
  }

  @Test
  void aPromptGetsOnThoughATokenOfItIsDearerThanAStep() {
    decode(20);
    prefill(0, 1000);
    assertThat(pace.allowance(1).take(MOST, 100_000)).isEqualTo(2);
  }
}
