package dev.drover.engine.constraint.json;

import dev.drover.engine.constraint.CompiledConstraint;
import dev.drover.engine.constraint.Constraint;
import dev.drover.engine.constraint.ConstraintCompiler;
import dev.drover.engine.constraint.Matcher;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** Writes and reads texts of a constraint byte by byte: its vocabulary is the bytes and an end. */
final class ByteWriter {
  private static final int END = 256;

  /** What leads to the end of a JSON text, the shortest way first; the rest is drawn. */
  private static final String CLOSING = "}]\"0123456789";

  /** What leads away from it. */
  private static final String OPENING = "{[, \n\t-+.eE";

  private static final ConstraintCompiler COMPILER =
      new ConstraintCompiler(
          END + 1, id -> id == END ? new byte[0] : new byte[] {(byte) id}, new int[] {END});

  private final CompiledConstraint constraint;

  /** Of a constraint. */
  ByteWriter(Constraint constraint) {
    this.constraint = COMPILER.compile(List.of(constraint));
  }

  /** Of a schema, of which everything must be supported. */
  static ByteWriter of(String schema) {
    return new ByteWriter(new Constraint.JsonSchema(schema, false));
  }

  /** Whether a text is one of the constraint. */
  boolean accepts(String text) {
    Matcher matcher = constraint.matcher();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      if (!matcher.allows(b & 0xFF)) {
        return false;
      }
      matcher.accept(b & 0xFF);
    }
    return matcher.isComplete();
  }

  /**
   * Writes a text by drawing from the bytes that may come next, each as likely as the others.
   *
   * @param bound number of bytes from which on the text is brought to its end
   */
  String write(RandomGenerator random, int bound) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    Matcher matcher = constraint.matcher();
    float[] row = new float[END + 1];
    boolean inString = false;
    boolean escaped = false;
    while (!matcher.isOver()) {
      Arrays.fill(row, 0);
      if (!matcher.mask(row, row.length)) {
        throw new IllegalStateException("nothing may follow " + text);
      }
      int next = text.size() < bound ? drawn(row, random) : closing(row, random, inString);
      matcher.accept(next);
      if (next != END) {
        text.write(next);
      }
      inString ^= next == '"' && !escaped;
      escaped = next == '\\' && !escaped;
      if (text.size() > 200 * bound) {
        throw new IllegalStateException("does not come to an end: " + text);
      }
    }
    return text.toString(StandardCharsets.UTF_8);
  }

  private static int drawn(float[] row, RandomGenerator random) {
    int[] allowed = IntStream.range(0, row.length).filter(i -> row[i] == 0).toArray();
    return allowed[random.nextInt(allowed.length)];
  }

  private static int closing(float[] row, RandomGenerator random, boolean inString) {
    if (row[END] == 0) {
      return END;
    }
    if (inString) {
      return row['"'] == 0
          ? '"'
          : drawn(without(row, c -> c <= ' ' || c >= 0x7F || c == '\\'), random);
    }
    for (char c : CLOSING.toCharArray()) {
      if (row[c] == 0 && random.nextInt(4) > 0) {
        return c;
      }
    }
    return drawn(without(row, c -> OPENING.indexOf(c) >= 0), random);
  }

  /** The row without some of what is allowed, if anything is left. */
  private static float[] without(float[] row, IntPredicate left) {
    float[] rest = row.clone();
    boolean any = false;
    for (int i = 0; i < END; i++) {
      if (left.test(i)) {
        rest[i] = -1;
      }
      any |= rest[i] == 0;
    }
    return any ? rest : row;
  }
}
