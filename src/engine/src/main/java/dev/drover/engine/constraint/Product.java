package dev.drover.engine.constraint;

/**
 * Where a text stands in several grammars at once, each of which it must satisfy. Made by {@link
 * CompiledGrammar} only.
 */
final class Product {
  /** Whether there is a longer text that satisfies all. */
  enum Growth {
    UNKNOWN,
    GROWS,
    STOPS
  }

  /** One state of each, without repetitions, in order of ids. */
  final State[] states;

  /** Whether the text satisfies all as it is. */
  final boolean accepting;

  /** What is known; guarded by the grammar. */
  Growth growth = Growth.UNKNOWN;

  private final int hash;

  Product(State[] states) {
    this.states = states;
    boolean all = true;
    int h = 1;
    for (State state : states) {
      all &= state.accepting;
      h = h * 31 + state.hashCode();
    }
    this.accepting = all;
    this.hash = h;
  }

  /** Whether it is made of the very same states. */
  @Override
  public boolean equals(Object other) {
    if (this == other) {
      return true;
    }
    if (!(other instanceof Product that)
        || hash != that.hash
        || states.length != that.states.length) {
      return false;
    }
    for (int i = 0; i < states.length; i++) {
      if (states[i] != that.states[i]) {
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
