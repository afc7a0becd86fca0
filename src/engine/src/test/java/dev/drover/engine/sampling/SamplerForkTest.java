package dev.drover.engine.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.engine.GenerationRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Samplers that part, and the random numbers they draw. */
class SamplerForkTest {
  private static final int[] NONE = {};
  private static final int N = 30;

  private static SamplingOptions options() {
    return GenerationRequest.builder()
        .prompt("x")
        .seed(7L)
        .repetitionPenalty(1.5)
        .frequencyPenalty(0.8)
        .build()
        .sampling();
  }

  private static float[] row(int step) {
    Random random = new Random(step);
    float[] row = new float[N];
    for (int i = 0; i < N; i++) {
      row[i] = (float) random.nextGaussian();
    }
    return row;
  }

  private static List<Integer> draw(Sampler sampler, int from, int to) {
    List<Integer> tokens = new ArrayList<>();
    for (int step = from; step < to; step++) {
      tokens.add(sampler.next(row(step), N, NONE, null, new Candidates(N)));
    }
    return tokens;
  }

  @Test
  void aForkGoesOnAsItsOriginWould() {
    List<Integer> expected = draw(new Sampler(options(), 0, new int[] {3}), 0, 60);
    Sampler origin = new Sampler(options(), 0, new int[] {3});
    draw(origin, 0, 20);
    Sampler fork = origin.fork();
    assertThat(draw(fork, 20, 60)).isEqualTo(expected.subList(20, 60));
    assertThat(draw(origin, 20, 60))
        .as("the origin, which its fork leaves alone")
        .isEqualTo(expected.subList(20, 60));
  }

  @Test
  void whatOneForkIsToldTheOtherDoesNotKnow() {
    Sampler origin = new Sampler(options(), 0, NONE);
    Sampler fork = origin.fork();
    for (int i = 0; i < 50; i++) {
      fork.accept(4);
    }
    float[] row = new float[N];
    origin.narrow(row, N, NONE, null, new Candidates(N));
    assertThat(row).containsOnly(0);
    float[] other = new float[N];
    fork.narrow(other, N, NONE, null, new Candidates(N));
    assertThat(other[4]).isEqualTo(-40);
  }

  @Test
  void nextIsToNarrowAndDrawAndAccept() {
    List<Integer> expected = draw(new Sampler(options(), 0, NONE), 0, 40);
    Sampler sampler = new Sampler(options(), 0, NONE);
    Candidates candidates = new Candidates(N);
    List<Integer> tokens = new ArrayList<>();
    for (int step = 0; step < 40; step++) {
      sampler.narrow(row(step), N, NONE, null, candidates);
      tokens.add(sampler.draw(candidates));
      sampler.accept(tokens.getLast());
    }
    assertThat(tokens).isEqualTo(expected);
  }

  @Test
  void theFirstChoicesNumbersAreThoseOfSplittableRandom() {
    SequenceRandom random = SequenceRandom.of(42, 0);
    SplittableRandom expected = new SplittableRandom(42);
    for (int i = 0; i < 1000; i++) {
      assertThat(random.nextDouble()).isEqualTo(expected.nextDouble());
    }
  }

  @Test
  void aChoicesNumbersAreNotAnotherOnesShifted() {
    List<Double> first = numbers(0, 200);
    for (int choice = 1; choice < 20; choice++) {
      assertThat(numbers(choice, 200)).doesNotContainAnyElementsOf(first);
    }
  }

  private static List<Double> numbers(int choice, int n) {
    SequenceRandom random = SequenceRandom.of(5, choice);
    List<Double> numbers = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      numbers.add(random.nextDouble());
    }
    return numbers;
  }
}
