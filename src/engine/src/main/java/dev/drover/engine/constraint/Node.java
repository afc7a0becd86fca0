package dev.drover.engine.constraint;

import java.util.Arrays;
import java.util.BitSet;

/**
 * One expression of a flattened grammar; it names others by number. Equal nodes are the same
 * language.
 */
final class Node {
  /** What a node is; see {@link Expr}. */
  enum Kind {
    BYTES,
    SEQ,
    ALT,
    REPEAT,
    ALL,
    REF
  }

  private static final int[] NO_PARTS = {};

  final Kind kind;

  /** Of {@code BYTES} only. */
  final BitSet set;

  /** Numbers of nodes; of {@code REPEAT} one, of {@code REF} the number of the rule. */
  final int[] parts;

  /** Of {@code REPEAT} only. */
  final int min;

  /** Of {@code REPEAT} only. */
  final int max;

  private final int hash;

  private Node(Kind kind, BitSet set, int[] parts, int min, int max) {
    this.kind = kind;
    this.set = set;
    this.parts = parts;
    this.min = min;
    this.max = max;
    this.hash =
        ((kind.ordinal() * 31 + (set == null ? 0 : set.hashCode())) * 31 + Arrays.hashCode(parts))
                * 31
            + min * 17
            + max;
  }

  static Node bytes(BitSet set) {
    return new Node(Kind.BYTES, set, NO_PARTS, 0, 0);
  }

  static Node of(Kind kind, int... parts) {
    return new Node(kind, null, parts, 0, 0);
  }

  static Node repeat(int body, int min, int max) {
    return new Node(Kind.REPEAT, null, new int[] {body}, min, max);
  }

  /** Whether it is the empty text. */
  boolean isEmpty() {
    return kind == Kind.SEQ && parts.length == 0;
  }

  /** Whether it is no text at all. */
  boolean isNothing() {
    return kind == Kind.ALT && parts.length == 0;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Node that
        && hash == that.hash
        && kind == that.kind
        && min == that.min
        && max == that.max
        && Arrays.equals(parts, that.parts)
        && (set == null || set.equals(that.set));
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
