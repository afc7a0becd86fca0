package dev.drover.engine.constraint;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A language over bytes: what a part of a constraint may look like, in UTF-8. Immutable. Trees of
 * it may share parts; they recur through {@link Ref} only.
 */
public sealed interface Expr {

  /** The empty text. */
  Expr EMPTY = new Seq(List.of());

  /** No text at all. */
  Expr NOTHING = new Alt(List.of());

  /**
   * One byte of a set.
   *
   * @param set bits 0 to 255; not empty and not to be changed
   */
  record Bytes(BitSet set) implements Expr {
    private static final List<Expr> SINGLE =
        IntStream.range(0, 256).mapToObj(b -> range(b, b)).toList();
  }

  /**
   * One after another.
   *
   * @param parts in order; none for the empty text
   */
  record Seq(List<Expr> parts) implements Expr {}

  /**
   * One of several.
   *
   * @param options in any order; none for no text at all
   */
  record Alt(List<Expr> options) implements Expr {}

  /**
   * The same several times. Is counted, not written out, so its size does not depend on the limits.
   *
   * @param body what is repeated
   * @param min least number of times, ≥ 0
   * @param max most, ≥ min, or {@link #UNBOUNDED}
   */
  record Repeat(Expr body, int min, int max) implements Expr {
    /** No limit. */
    public static final int UNBOUNDED = Integer.MAX_VALUE;
  }

  /**
   * What every one of several languages holds.
   *
   * @param all at least one; none may refer to a rule that leads back here
   */
  record All(List<Expr> all) implements Expr {}

  /**
   * A rule of the grammar.
   *
   * @param rule its name
   */
  record Ref(String rule) implements Expr {}

  /**
   * The text of a grammar with rules of its own. Such grammars nest a few levels deep at most.
   *
   * @param grammar what it is
   */
  record Within(Grammar grammar) implements Expr {}

  /** The text itself. */
  static Expr text(String text) {
    return bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /** These very bytes. */
  static Expr bytes(byte... bytes) {
    List<Expr> parts = new ArrayList<>(bytes.length);
    for (byte b : bytes) {
      parts.add(Bytes.SINGLE.get(b & 0xFF));
    }
    return new Seq(parts);
  }

  /** One byte from {@code from} to {@code to}, both of 0 to 255 and included. */
  static Expr range(int from, int to) {
    BitSet set = new BitSet(256);
    set.set(from, to + 1);
    return new Bytes(set);
  }

  /** One after another; a single part is itself. */
  static Expr seq(Expr... parts) {
    return seq(List.of(parts));
  }

  /** One after another; a single part is itself. */
  static Expr seq(List<Expr> parts) {
    return parts.size() == 1 ? parts.getFirst() : new Seq(List.copyOf(parts));
  }

  /** One of several; a single one is itself. */
  static Expr alt(Expr... options) {
    return alt(List.of(options));
  }

  /** One of several; a single one is itself. */
  static Expr alt(List<Expr> options) {
    return options.size() == 1 ? options.getFirst() : new Alt(List.copyOf(options));
  }

  /** The expression or nothing. */
  static Expr optional(Expr body) {
    return repeat(body, 0, 1);
  }

  /** Any number of times, also never. */
  static Expr star(Expr body) {
    return repeat(body, 0, Repeat.UNBOUNDED);
  }

  /** At least once. */
  static Expr plus(Expr body) {
    return repeat(body, 1, Repeat.UNBOUNDED);
  }

  /** From {@code min} to {@code max} times; {@link Repeat#UNBOUNDED} for no limit. */
  static Expr repeat(Expr body, int min, int max) {
    return min == 1 && max == 1 ? body : new Repeat(body, min, max);
  }

  /** What all of several hold; a single one is itself. */
  static Expr all(List<Expr> all) {
    return all.size() == 1 ? all.getFirst() : new All(List.copyOf(all));
  }
}
