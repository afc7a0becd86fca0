package dev.drover.engine.constraint;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which tokens of a vocabulary each state of a grammar allows, remembered by state. Thread-safe;
 * memory is bounded.
 */
final class Masks {
  private final CompiledGrammar grammar;
  private final TokenTrie trie;
  private final Map<String, LocalMask> shared;
  private final Digests digests;
  private final Map<State, long[]> known = new ConcurrentHashMap<>();
  private volatile int epoch;

  /**
   * Of one grammar and one vocabulary.
   *
   * @param shared what all grammars over this vocabulary share
   */
  Masks(CompiledGrammar grammar, TokenTrie trie, Map<String, LocalMask> shared) {
    this.grammar = grammar;
    this.trie = trie;
    this.shared = shared;
    this.digests = new Digests(grammar.nodes());
  }

  /**
   * The tokens that may follow, a bit for each; those that end a generation among them if the text
   * may end. Not to be written to.
   *
   * @throws ConstraintOverrunException if finding them takes too much
   */
  long[] of(State state, Work work) {
    long[] mask = known.get(state);
    if (mask == null) {
      mask = find(state, work);
      if (known.size() >= ConstraintLimits.MAX_MASKS || epoch != grammar.epoch()) {
        epoch = grammar.epoch();
        known.clear();
      }
      known.put(state, mask);
    }
    return mask;
  }

  /** About how many bytes it has in memory. */
  long bytes() {
    return (long) known.size() * trie.tokens() / Byte.SIZE;
  }

  private long[] find(State state, Work work) {
    long[] tokens = trie.noTokens();
    State[] path = new State[trie.deepest() + 1];
    List<Stack> others = new ArrayList<>();
    for (Stack stack : state.stacks) {
      LocalTop top = LocalTop.of(stack, grammar, digests);
      if (top == null) {
        others.add(stack);
      } else {
        local(top, work).addTo(tokens, state, grammar, trie, path, work);
      }
    }
    if (!others.isEmpty()) {
      path[0] =
          others.size() == state.stacks.length
              ? state
              : grammar.state(others.toArray(Stack[]::new), false);
      trie.walk(grammar, 0, trie.nodes(), path, tokens, work);
    }
    if (state.accepting) {
      for (int id : trie.endOfGeneration()) {
        tokens[id >> 6] |= 1L << id;
      }
    }
    return tokens;
  }

  private LocalMask local(LocalTop top, Work work) {
    LocalMask mask = shared.get(top.key());
    if (mask == null) {
      State alone = grammar.state(top.top(), work);
      mask = LocalMask.of(grammar, trie, alone, top.longest(), work);
      if (shared.size() >= ConstraintLimits.MAX_LOCAL_MASKS) {
        shared.clear();
      }
      shared.put(top.key(), mask);
    }
    return mask;
  }
}
