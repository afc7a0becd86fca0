package dev.drover.bench;

import dev.drover.engine.GenerationRequest;
import dev.drover.engine.sampling.Candidates;
import dev.drover.engine.sampling.LogTotal;
import dev.drover.engine.sampling.Sampler;
import dev.drover.engine.sampling.SamplingOptions;
import dev.drover.engine.sampling.SamplingPlan;
import dev.drover.engine.sampling.TokenTable;
import dev.drover.engine.sampling.TokenVectors;
import java.nio.charset.StandardCharsets;
import java.util.List;
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
    CHAT(request -> request.topK(40).topP(0.95).repetitionPenalty(1.1).temperature(0.8)),
    ADAPTIVE(request -> request.adaptiveTemperature(true, 0.5, 1.0)),
    ADAPTIVE_TOP_P(request -> request.topP(0.9).adaptiveTopP(true, 0.05)),
    XTC(request -> request.xtc(0.5, 0.1)),
    PENALTIES(request ->
        request.repetitionPenalty(1.1).frequencyPenalty(0.1).presencePenalty(0.1).penaltyLastN(64)),
    DRY(request -> request.dry(0.8, null, null, null, List.of())),
    WATERMARK(request -> request.watermark(true, null, null, null)),
    BAD_WORDS(request -> request.badWords(List.of("12345", "67", "999"))),
    ADS(request -> request.method("ads")),
    ADS_WIDEST(request -> request.method("ads").ads(64, 0.5));

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
  private SamplingPlan plan;
  private Sampler sampler;
  private final LogTotal logTotal = new LogTotal();
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
    byte[][] bytes = new byte[vocabulary][];
    for (int i = 0; i < vocabulary; i++) {
      bytes[i] = Integer.toString(i).getBytes(StandardCharsets.UTF_8);
    }
    TokenTable table = new TokenTable(vocabulary, i -> bytes[i], new Vectors(random));
    plan = new SamplingPlan(options.sampling(), table);
  }

  /** One token. */
  @Benchmark
  public int next() {
    if (turn % SEQUENCE == 0) {
      sampler = new Sampler(plan, 0, prompt);
    }
    System.arraycopy(rows[turn++ % ROWS], 0, row, 0, vocabulary);
    return sampler.next(row, vocabulary, NONE, null, candidates);
  }

  /** What the confidence of a token costs, whatever the options. */
  @Benchmark
  public double logTotal() {
    return logTotal.of(rows[turn++ % ROWS], vocabulary);
  }

  /** Vectors as wide as those of a model of 135M, which are read from memory here. */
  private static final class Vectors implements TokenVectors {
    private static final int WIDTH = 576;
    private static final int DIFFERENT = 1024;

    private final float[][] vectors = new float[DIFFERENT][WIDTH];

    Vectors(Random random) {
      for (float[] vector : vectors) {
        for (int d = 0; d < WIDTH; d++) {
          vector[d] = (float) (random.nextGaussian() / Math.sqrt(WIDTH));
        }
      }
    }

    @Override
    public int width() {
      return WIDTH;
    }

    @Override
    public void read(int token, float[] into) {
      System.arraycopy(vectors[token % DIFFERENT], 0, into, 0, WIDTH);
    }
  }
}
