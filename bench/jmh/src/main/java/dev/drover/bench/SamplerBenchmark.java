package dev.drover.bench;

import dev.drover.engine.GenerationRequest;
import dev.drover.engine.sampling.Candidates;
import dev.drover.engine.sampling.Sampler;
import dev.drover.engine.sampling.SamplingOptions;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * From a row of logits to a token. The sampler changes its row, so each call begins by copying a
 * fresh one, which the engine does too when it reads the row from llama.cpp.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SamplerBenchmark {
  private static final int ROWS = 16;

  /** Tokens of a sequence's prompt, and of its output: penalties look through both. */
  private static final int SEQUENCE = 512;

  private static final int[] NONE = {};

  /** Options that requests commonly have. */
  public enum Options {
    GREEDY(request -> request.temperature(0.0)),
    TEMPERATURE(request -> request.temperature(0.9)),
    TOP_K(request -> request.topK(40)),
    TOP_P(request -> request.topP(0.9)),
    MIN_P(request -> request.minP(0.05)),
    TYPICAL(request -> request.typicalP(0.9)),
    CHAT(request -> request.topK(40).topP(0.95).repetitionPenalty(1.1).temperature(0.8));

    private final UnaryOperator<GenerationRequest.Builder> set;

    Options(UnaryOperator<GenerationRequest.Builder> set) {
      this.set = set;
    }

    SamplingOptions sampling() {
      return set.apply(GenerationRequest.builder().prompt("x").seed(1L)).build().sampling();
    }
  }

  @Param({"49152", "151936"})
  int vocabulary;

  @Param Options options;

  private float[][] rows;
  private float[] row;
  private int[] prompt;
  private Candidates candidates;
  private Sampler sampler;
  private int turn;

  /** Rows as flat as a model's when it is unsure: a hard case for truncations. */
  @Setup
  public void fill() {
    Random random = new Random(1);
    rows = new float[ROWS][vocabulary];
    for (float[] each : rows) {
      for (int i = 0; i < vocabulary; i++) {
        each[i] = (float) (3 * random.nextGaussian());
      }
    }
    row = new float[vocabulary];
    candidates = new Candidates(vocabulary);
    prompt = random.ints(SEQUENCE, 0, vocabulary).toArray();
  }

  /** One token. */
  @Benchmark
  public int next() {
    if (turn % SEQUENCE == 0) {
      sampler = new Sampler(options.sampling(), 0, prompt);
    }
    System.arraycopy(rows[turn++ % ROWS], 0, row, 0, vocabulary);
    return sampler.next(row, vocabulary, NONE, null, candidates);
  }
}
