package dev.drover.engine.constraint;

import java.util.Arrays;

/**
 * One sequence's place in a constraint. It begins strict, or free until an end marker. Not
 * thread-safe; matchers of one constraint may be used by several threads.
 *
 * <p>All methods but the getters may throw {@link ConstraintOverrunException}, after which the
 * sequence has to end; the matcher stays where it was.
 */
public final class Matcher implements TokenFilter {
  private final CompiledConstraint constraint;
  private final FreePrefix prefix;
  private final Work work;
  private int written;
  private State state;
  private boolean ended;

  Matcher(CompiledConstraint constraint, FreePrefix prefix) {
    this.constraint = constraint;
    this.prefix = prefix;
    this.work = new Work();
    this.state = prefix == null ? constraint.grammar().start(false, work) : null;
  }

  private Matcher(Matcher of) {
    constraint = of.constraint;
    prefix = of.prefix;
    work = of.work.copy();
    written = of.written;
    state = of.state;
    ended = of.ended;
  }

  /** Another sequence at the same place. Cheap. */
  public Matcher fork() {
    return new Matcher(this);
  }

  /** Whether the text is still free, because the end marker has not come. */
  public boolean isFree() {
    return state == null;
  }

  /** Whether the text may end here. */
  public boolean isComplete() {
    return state != null && state.accepting;
  }

  /** Whether the text is complete and nothing can follow, or a token that ends it has come. */
  public boolean isOver() {
    return ended || state != null && state.isOver();
  }

  @Override
  public boolean allows(int token) {
    if (ended || token < 0 || token >= constraint.trie().tokens()) {
      return false;
    }
    if (constraint.isEnd(token)) {
      return isComplete();
    }
    byte[] bytes = constraint.trie().bytes(token);
    if (state == null) {
      return prefix.isMarker(token) || prefix.after(written, bytes, work).state() != State.DEAD;
    }
    return bytes.length > 0 && walk(bytes) != State.DEAD;
  }

  @Override
  public boolean mask(float[] logits, int n) {
    if (ended) {
      Arrays.fill(logits, 0, n, Float.NEGATIVE_INFINITY);
      return false;
    }
    long[] allowed =
        state == null ? prefix.mask(written, work) : constraint.masks().of(state, work);
    long any = 0;
    for (int from = 0; from < n; from += Long.SIZE) {
      long bits = from >> 6 < allowed.length ? allowed[from >> 6] : 0;
      int to = Math.min(n, from + Long.SIZE);
      if (bits == 0) {
        Arrays.fill(logits, from, to, Float.NEGATIVE_INFINITY);
      } else if (bits != -1) {
        for (int i = from; i < to; i++) {
          if ((bits >>> i & 1) == 0) {
            logits[i] = Float.NEGATIVE_INFINITY;
          }
        }
      }
      any |= to - from == Long.SIZE ? bits : bits & (1L << to - from) - 1;
    }
    return any != 0;
  }

  /**
   * The next token of the sequence.
   *
   * @throws IllegalArgumentException if it may not come next; the matcher stays where it was
   */
  public void accept(int token) {
    if (!allows(token)) {
      throw new IllegalArgumentException("the constraint does not allow token " + token);
    }
    if (constraint.isEnd(token)) {
      ended = true;
    } else if (state != null) {
      state = walk(constraint.trie().bytes(token));
    } else if (prefix.isMarker(token)) {
      state = constraint.grammar().start(true, work);
    } else {
      FreePrefix.Place place = prefix.after(written, constraint.trie().bytes(token), work);
      written = place.written();
      state = place.state();
    }
    work.refill();
  }

  /**
   * The bytes that must follow because nothing else can, at most 256. The end of the text is
   * something else.
   */
  public byte[] forced() {
    byte[] bytes = new byte[ConstraintLimits.MAX_FORCED];
    int n = 0;
    if (state != null && !ended) {
      State at = state;
      while (n < bytes.length) {
        int next = constraint.grammar().forced(at);
        if (next < 0) {
          break;
        }
        bytes[n++] = (byte) next;
        at = constraint.grammar().step(at, next, work);
      }
    }
    return Arrays.copyOf(bytes, n);
  }

  /** Where the text stands, or null while it is free. */
  State state() {
    return state;
  }

  private State walk(byte[] bytes) {
    State at = state;
    for (int i = 0; i < bytes.length && at != State.DEAD; i++) {
      at = constraint.grammar().step(at, bytes[i] & 0xFF, work);
    }
    return at;
  }
}
