package dev.drover.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.drover.engine.text.TextStream;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** From tokens' bytes to text, per token, with the text taken after each as a stream does. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class TextStreamBenchmark {
  private static final int TOKENS = 1000;

  /** Byte-level tokens cut characters of several bytes apart. */
  @Param({"english", "chinese"})
  String text;

  /** How many stop strings there are. */
  @Param({"0", "4", "64"})
  int stops;

  private byte[][] tokens;
  private List<String> stopStrings;

  /** A text of which every token is four bytes. */
  @Setup
  public void tokens() {
    String sentence = text.equals("english") ? "All the rivers run into the sea. " : "江海所以能为百谷王者";
    byte[] bytes = sentence.repeat(4 * TOKENS / sentence.length() + 1).getBytes(UTF_8);
    tokens = new byte[TOKENS][4];
    for (int i = 0; i < TOKENS; i++) {
      System.arraycopy(bytes, 4 * i, tokens[i], 0, 4);
    }
    stopStrings = IntStream.range(0, stops).mapToObj(i -> "the " + i + " seas").toList();
  }

  /** A sequence of a thousand tokens. */
  @Benchmark
  @OperationsPerInvocation(TOKENS)
  public void append(Blackhole reader) {
    TextStream stream = new TextStream(stopStrings, false);
    for (byte[] token : tokens) {
      stream.append(token, true);
      reader.consume(stream.take());
    }
  }
}
