package dev.drover.engine.constraint;

import java.util.BitSet;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A constraint made ready for one vocabulary. Thread-safe; any number of sequences share it. */
public final class CompiledConstraint {
  private static final int MAX_PREFIXES = 16;

  private final CompiledGrammar grammar;
  private final TokenTrie trie;
  private final Masks masks;
  private final BitSet ends = new BitSet();
  private final Map<String, FreePrefix> prefixes = new ConcurrentHashMap<>();

  CompiledConstraint(CompiledGrammar grammar, TokenTrie trie, Map<String, LocalMask> shared) {
    this.grammar = grammar;
    this.trie = trie;
    this.masks = new Masks(grammar, trie, shared);
    for (int id : trie.endOfGeneration()) {
      ends.set(id);
    }
  }

  /** A sequence that is strict from its first token. */
  public Matcher matcher() {
    return new Matcher(this, null);
  }

  /**
   * A sequence that is free until an end marker has come and strict after it; up to 16 characters
   * of whitespace may come between.
   *
   * @param marker text of the end marker, such as {@code </think>}
   * @param markerToken the control token of that name, or -1 if the vocabulary has none
   */
  public Matcher matcherAfter(String marker, int markerToken) {
    if (marker.isEmpty()) {
      return matcher();
    }
    if (prefixes.size() >= MAX_PREFIXES) {
      prefixes.clear();
    }
    FreePrefix prefix =
        prefixes.computeIfAbsent(
            markerToken + " " + marker, key -> new FreePrefix(marker, markerToken, grammar, trie));
    return new Matcher(this, prefix);
  }

  /** About how many bytes it has in memory. */
  long bytes() {
    return grammar.bytes() + masks.bytes();
  }

  CompiledGrammar grammar() {
    return grammar;
  }

  TokenTrie trie() {
    return trie;
  }

  Masks masks() {
    return masks;
  }

  boolean isEnd(int token) {
    return ends.get(token);
  }
}
