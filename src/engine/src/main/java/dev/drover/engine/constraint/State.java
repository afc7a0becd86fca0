package dev.drover.engine.constraint;

import java.util.Arrays;

/**
 * Where a text stands in a grammar: all ways of reading it so far. From every state but {@link
 * #DEAD} some text leads to the end. Made by {@link CompiledGrammar} only. Immutable but for what
 * it remembers of its successors, which any thread may write.
 */
final class State {
  /** No text leads to the end from here. */
  static final State DEAD = new State(new Stack[0], false, 0, -1);

  /** What may come: goals on top are decided by a byte or intersections. In order of ids. */
  final Stack[] stacks;

  /** Whether the text may end here. */
  final boolean accepting;

  /** The successor for each class of bytes, or null while it is unknown. */
  final State[] next;

  /** Order of making. */
  final int id;

  private final int hash;

  State(Stack[] stacks, boolean accepting, int classes, int id) {
    this.stacks = stacks;
    this.accepting = accepting;
    this.next = new State[classes];
    this.id = id;
    this.hash = Arrays.hashCode(stacks) * 2 + (accepting ? 1 : 0);
  }

  /** Whether the text may end here and cannot go on. */
  boolean isOver() {
    return accepting && stacks.length == 0;
  }

  /** Whether it is made of the very same stacks. */
  @Override
  public boolean equals(Object other) {
    if (this == other) {
      return true;
    }
    if (!(other instanceof State that)
        || hash != that.hash
        || accepting != that.accepting
        || stacks.length != that.stacks.length) {
      return false;
    }
    for (int i = 0; i < stacks.length; i++) {
      if (stacks[i] != that.stacks[i]) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
