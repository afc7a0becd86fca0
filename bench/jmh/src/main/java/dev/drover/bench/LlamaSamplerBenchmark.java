package dev.drover.bench;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
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
 * llama.cpp's samplers with the options of {@link SamplerBenchmark}, over the same rows. Wants the
 * folder of its plain libraries in the system property {@code drover.natives}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
public class LlamaSamplerBenchmark {
  private static final int ROWS = 16;
  private static final int SEQUENCE = 512;

  /** Chains as llama.cpp's server makes them, temperature last but where ours must come first. */
  public enum Options {
    GREEDY(chain -> chain.with("greedy")),
    TEMPERATURE(chain -> chain.with("temp", 0.9f).with("dist", 1)),
    TOP_K(chain -> chain.with("top_k", 40).with("dist", 1)),
    TOP_P(chain -> chain.with("top_p", 0.9f, 1L).with("dist", 1)),
    MIN_P(chain -> chain.with("min_p", 0.05f, 1L).with("dist", 1)),
    TYPICAL(chain -> chain.with("typical", 0.9f, 1L).with("dist", 1)),
    CHAT(chain ->
        chain
            .with("penalties", chain.vocabulary(), SEQUENCE, 1.1f, 0f, 0f)
            .with("top_k", 40)
            .with("top_p", 0.95f, 1L)
            .with("temp", 0.8f)
            .with("dist", 1)),
    ADAPTIVE(chain -> chain.with("temp_ext", 1f, 0.5f, 1f).with("dist", 1)),
    XTC(chain -> chain.with("xtc", 0.5f, 0.1f, 1L, 1).with("dist", 1)),
    PENALTIES(
        chain -> chain.with("penalties", chain.vocabulary(), 64, 1.1f, 0.1f, 0.1f).with("dist", 1));

    private final UnaryOperator<LlamaSamplers> set;

    Options(UnaryOperator<LlamaSamplers> set) {
      this.set = set;
    }
  }

  @Param({"49152", "151936"})
  int vocabulary;

  @Param Options options;

  private MemorySegment[] rows;
  private LlamaSamplers chain;
  private int turn;

  /** The rows of {@link SamplerBenchmark#fill}. */
  @Setup
  public void fill() {
    Random random = new Random(1);
    Path folder =
        Path.of(
            System.getProperty(
                "drover.natives",
                Path.of(System.getProperty("user.home"), ".cache/drover/natives/cpu").toString()));
    chain = options.set.apply(new LlamaSamplers(folder, vocabulary));
    rows = new MemorySegment[ROWS];
    for (int r = 0; r < ROWS; r++) {
      float[] logits = new float[vocabulary];
      for (int i = 0; i < vocabulary; i++) {
        logits[i] = (float) (3 * random.nextGaussian());
      }
      rows[r] = chain.row(logits);
    }
    random.ints(SEQUENCE, 0, vocabulary).forEach(chain::accept);
  }

  /** One token. */
  @Benchmark
  public int next() {
    return chain.next(rows[turn++ % ROWS]);
  }
}
