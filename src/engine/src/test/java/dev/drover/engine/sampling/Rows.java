package dev.drover.engine.sampling;

import dev.drover.engine.GenerationRequest;
import java.util.Arrays;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** Scripted rows, what is drawn from them, and what should be. */
final class Rows {
  static final int[] NONE = {};

  private Rows() {}

  static SamplingOptions options(UnaryOperator<GenerationRequest.Builder> set) {
    return set.apply(GenerationRequest.builder().prompt("x").seed(1L)).build().sampling();
  }

  /** A few likely tokens, a long tail. */
  static float[] random(long seed, int n, double spread) {
    Random random = new Random(seed);
    float[] row = new float[n];
    for (int i = 0; i < n; i++) {
      row[i] = (float) (spread * random.nextGaussian());
    }
    return row;
  }

  /** A row whose softmax is this. */
  static float[] of(double... probabilities) {
    float[] row = new float[probabilities.length];
    for (int i = 0; i < row.length; i++) {
      row[i] = (float) Math.log(probabilities[i]);
    }
    return row;
  }

  static double[] softmax(float[] row, double temperature) {
    double max = IntStream.range(0, row.length).mapToDouble(i -> row[i]).max().orElseThrow();
    double[] p = new double[row.length];
    for (int i = 0; i < p.length; i++) {
      p[i] = Math.exp((row[i] - max) / temperature);
    }
    return normalised(p);
  }

  static double[] normalised(double[] weights) {
    double total = Arrays.stream(weights).sum();
    return Arrays.stream(weights).map(w -> w / total).toArray();
  }

  /** How often each token is drawn; every draw is the first of a sequence with its own seed. */
  static int[] firstDraws(SamplingPlan plan, float[] row, int[] prompt, int draws) {
    Candidates candidates = new Candidates(row.length);
    int[] counts = new int[row.length];
    for (int choice = 0; choice < draws; choice++) {
      Sampler sampler = new Sampler(plan, choice, prompt);
      counts[sampler.next(row.clone(), row.length, NONE, null, candidates)]++;
    }
    return counts;
  }

  static int[] firstDraws(
      UnaryOperator<GenerationRequest.Builder> set, float[] row, int[] prompt, int draws) {
    return firstDraws(new SamplingPlan(options(set), TokenTable.NONE), row, prompt, draws);
  }
}
