package dev.drover.engine.constraint;

import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Ways to the end of a text. */
final class Completion {
  private static final int MOST_STATES = 20_000;

  private record Step(State from, int value) {}

  private Completion() {}

  /** The state after a text; {@link State#DEAD} if no text of the grammar begins with it. */
  static State after(CompiledGrammar grammar, byte[] text) {
    State state = grammar.start(false, new Work());
    for (byte b : text) {
      if (state == State.DEAD) {
        return state;
      }
      state = grammar.step(state, b & 0xFF, new Work());
    }
    return state;
  }

  /** The fewest bytes that lead from a state to the end of a text; null if that is not found. */
  static byte[] of(CompiledGrammar grammar, State start) {
    return of(grammar, start, Work::new);
  }

  /**
   * The same, with what each step may cost.
   *
   * @throws ConstraintOverrunException if it is not enough
   */
  static byte[] of(CompiledGrammar grammar, State start, Supplier<Work> work) {
    Map<State, Step> cameFrom = new HashMap<>();
    Deque<State> open = new ArrayDeque<>();
    cameFrom.put(start, new Step(null, 0));
    open.add(start);
    while (cameFrom.size() < MOST_STATES) {
      if (open.isEmpty()) {
        throw new AssertionError("no text leads on from here to the end");
      }
      State at = open.poll();
      if (at.accepting) {
        return path(cameFrom, at);
      }
      for (int value = 0; value < 256; value++) {
        State next = grammar.step(at, value, work.get());
        if (next != State.DEAD && cameFrom.putIfAbsent(next, new Step(at, value)) == null) {
          open.add(next);
        }
      }
    }
    return null;
  }

  private static byte[] path(Map<State, Step> cameFrom, State end) {
    ByteArrayOutputStream reversed = new ByteArrayOutputStream();
    for (Step step = cameFrom.get(end); step.from != null; step = cameFrom.get(step.from)) {
      reversed.write(step.value);
    }
    byte[] bytes = reversed.toByteArray();
    for (int i = 0, j = bytes.length - 1; i < j; i++, j--) {
      byte swapped = bytes[i];
      bytes[i] = bytes[j];
      bytes[j] = swapped;
    }
    return bytes;
  }
}
