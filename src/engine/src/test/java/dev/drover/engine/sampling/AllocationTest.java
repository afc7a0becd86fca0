package dev.drover.engine.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.drover.engine.GenerationRequest;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Choosing a token allocates nothing, whatever the method. */
class AllocationTest {
  private static final int N = 256;

  /** Ways to choose. */
  enum Way {
    GREEDY(b -> b.temperature(0.0)),
    PLAIN(b -> b),
    TRUNCATED(b -> b.topK(40).typicalP(0.9).topP(0.9).minP(0.01)),
    ADAPTIVE(b -> b.adaptiveTemperature(true, null, null).adaptiveTopP(true, null)),
    XTC(b -> b.xtc(0.5, 0.01)),
    ADS(b -> b.method("ads")),
    PENALISED(b -> b.repetitionPenalty(1.1).frequencyPenalty(0.1).penaltyLastN(64)),
    DRY(b -> b.dry(0.8, null, null, null, null)),
    BAD_WORDS(b -> b.badWords(List.of("12", "345"))),
    WATERMARK(b -> b.watermark(true, null, null, null));

    private final UnaryOperator<GenerationRequest.Builder> set;

    Way(UnaryOperator<GenerationRequest.Builder> set) {
      this.set = set;
    }
  }

  private static final TokenVectors VECTORS =
      new TokenVectors() {
        @Override
        public int width() {
          return 8;
        }

        @Override
        public void read(int token, float[] into) {
          for (int d = 0; d < 8; d++) {
            into[d] = (token >> d & 1) == 0 ? 0.35355f : -0.35355f;
          }
        }
      };

  @ParameterizedTest
  @EnumSource
  void nothingIsAllocatedForAToken(Way way) {
    byte[][] bytes = new byte[N][];
    for (int token = 0; token < N; token++) {
      bytes[token] = Integer.toString(token).getBytes(StandardCharsets.UTF_8);
    }
    TokenTable table = new TokenTable(N, token -> bytes[token], VECTORS);
    Sampler sampler = new Sampler(new SamplingPlan(Rows.options(way.set), table), 0, new int[600]);
    Candidates candidates = new Candidates(N);
    float[] row = new float[N];
    float[] fresh = Rows.random(1, N, 2);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long allocated = 0;
    // What is remembered of the text doubles now and then, though not in the last 500 tokens.
    for (int token = 0; token < 1300; token++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      System.arraycopy(fresh, 0, row, 0, N);
      sampler.next(row, N, Rows.NONE, null, candidates);
      allocated = token < 800 ? 0 : allocated + threads.getCurrentThreadAllocatedBytes() - before;
    }
    assertThat(allocated).as("bytes in 500 tokens").isLessThan(1000);
  }
}
