package dev.drover.bench;

import dev.drover.engine.constraint.Constraint;
import dev.drover.engine.constraint.ConstraintCompiler;
import dev.drover.engine.constraint.Matcher;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a constraint costs a token, over a vocabulary of random words. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class ConstraintBenchmark {
  private static final int TOKENS = 60;
  private static final String PARTS =
      "etaoinshrdlucmfwypvbgk0123456789.,;:!?'\"\"{}[]()-_/\\\n\u00e9\u00fc\u65e5\u672c\u4eba";

  /** Tokens in the vocabulary. */
  @Param({"49152", "150000"})
  int vocabulary;

  private ConstraintCompiler compiler;
  private Random random;
  private float[] row;
  private Matcher[] places;
  private int[] next;
  private int at;
  private int made;

  /** Makes the vocabulary, and a text that is walked again and again. */
  @Setup(Level.Trial)
  public void prepare() {
    random = new Random(0);
    Set<String> words = new LinkedHashSet<>();
    while (words.size() < vocabulary - 257) {
      words.add(word());
    }
    List<byte[]> tokens = new ArrayList<>();
    for (int b = 0; b < 256; b++) {
      tokens.add(new byte[] {(byte) b});
    }
    words.forEach(word -> tokens.add(word.getBytes(StandardCharsets.UTF_8)));
    tokens.add(new byte[0]);
    compiler = new ConstraintCompiler(vocabulary, tokens::get, new int[] {vocabulary - 1});
    row = new float[vocabulary];
    places = new Matcher[TOKENS];
    next = new int[TOKENS];
    Matcher matcher = matcher("name");
    for (int i = 0; i < TOKENS; i++) {
      if (matcher.isOver()) {
        matcher = matcher("name");
      }
      places[i] = matcher.fork();
      next[i] = draw(matcher);
      matcher.accept(next[i]);
    }
  }

  /** Mostly a space and letters, as the words of vocabularies are. */
  private String word() {
    StringBuilder word = new StringBuilder(random.nextInt(2) == 0 ? " " : "");
    int parts = random.nextInt(8) == 0 ? PARTS.length() : 22;
    int length = 2 + random.nextInt(8);
    for (int i = 0; i < length; i++) {
      word.append(PARTS.charAt(random.nextInt(parts)));
    }
    return word.toString();
  }

  private Matcher matcher(String field) {
    String text = "\"[^\"\\\\\\n]{1,40}\"";
    String open = "\"([^\"\\\\\\n]|\\\\[\"\\\\nt])*\"";
    return compiler
        .compile(
            List.of(
                new Constraint.Regex(
                    "\\{\"%s\": %s, \"tags\": \\[%s(, %s){0,4}\\], \"text\": %s, \"n\": -?\\d{1,6}\\}"
                        .formatted(field, text, text, text, open))))
        .matcher();
  }

  private int draw(Matcher matcher) {
    Arrays.fill(row, 0);
    matcher.mask(row, vocabulary);
    int token = random.nextInt(vocabulary);
    while (row[token] != 0) {
      token = (token + 1) % vocabulary;
    }
    return token;
  }

  /** The mask of a place that was seen before. */
  @Benchmark
  public boolean mask() {
    at = (at + 1) % TOKENS;
    return places[at].mask(row, vocabulary);
  }

  /** Whether one token is allowed, without a mask. */
  @Benchmark
  public boolean allows() {
    at = (at + 1) % TOKENS;
    return places[at].allows(next[at]);
  }

  /** A copy of a place and the token after it. */
  @Benchmark
  public Matcher accept() {
    at = (at + 1) % TOKENS;
    Matcher matcher = places[at].fork();
    matcher.accept(next[at]);
    return matcher;
  }

  /** A token of a constraint that is compiled for this text alone; compiling is a part of it. */
  @Benchmark
  @OperationsPerInvocation(TOKENS)
  public int walkNew() {
    Matcher matcher = matcher("field" + made++);
    int sum = 0;
    for (int i = 0; i < TOKENS; i++) {
      if (matcher.isOver()) {
        matcher = matcher("field" + made++);
      }
      int token = draw(matcher);
      matcher.accept(token);
      sum += token;
    }
    return sum;
  }

  /**
   * Walks through texts of schemas that were never seen before. The walk itself is not a part of
   * what is measured.
   */
  @State(Scope.Thread)
  public static class Walk {
    private Matcher matcher;

    /** Goes on by a token, or begins anew. */
    @Setup(Level.Invocation)
    public void next(ConstraintBenchmark of) {
      if (matcher == null || matcher.isOver()) {
        matcher = of.schema("field" + of.made++);
      } else {
        matcher.accept(of.draw(matcher));
      }
    }
  }

  private Matcher schema(String field) {
    String schema =
        """
        {"type": "object", "properties": {
           "%s": {"type": "string", "maxLength": 40},
           "kind": {"enum": ["first", "second", "none"]},
           "since": {"type": "string", "format": "date-time"},
           "code": {"type": "string", "pattern": "^[A-Z\\\\p{L}]{2,12}-\\\\d{1,6}$"},
           "parts": {"type": "array", "minItems": 1, "maxItems": 6, "items": {"type": "object",
             "properties": {"name": {"type": "string"}, "share": {"type": "number", "minimum": 0}},
             "required": ["name", "share"], "additionalProperties": false}},
           "note": {"anyOf": [{"type": "string", "maxLength": 80}, {"type": "null"}]}},
         "required": ["%s", "kind", "since", "code", "parts", "note"],
         "additionalProperties": false}\
        """
            .formatted(field, field);
    return compiler.compile(List.of(new Constraint.JsonSchema(schema, false))).matcher();
  }

  /** The mask of a place that was not seen before, with its percentiles. */
  @Benchmark
  @BenchmarkMode(Mode.SampleTime)
  @Measurement(iterations = 5, time = 4)
  public boolean freshMask(Walk walk) {
    return walk.matcher.mask(row, vocabulary);
  }
}
