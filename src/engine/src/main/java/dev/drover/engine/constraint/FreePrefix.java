package dev.drover.engine.constraint;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Text that is free until an end marker such as {@code </think>} has been written. The marker is
 * found wherever it comes in the tokens' bytes, or is a control token. Thread-safe.
 */
final class FreePrefix {
  private final ByteSearch marker;
  private final int markerToken;
  private final CompiledGrammar grammar;
  private final TokenTrie trie;
  private final AtomicReferenceArray<long[]> masks;

  /**
   * Before a grammar.
   *
   * @param marker not empty
   * @param markerToken a control token that stands for the marker, or -1
   */
  FreePrefix(String marker, int markerToken, CompiledGrammar grammar, TokenTrie trie) {
    this.marker = new ByteSearch(marker);
    this.markerToken = markerToken;
    this.grammar = grammar;
    this.trie = trie;
    this.masks = new AtomicReferenceArray<>(this.marker.length());
  }

  /** Whether a token is the marker. */
  boolean isMarker(int token) {
    return token == markerToken;
  }

  /** How many bytes of the marker are written after these bytes, or how they go on after it. */
  Place after(int written, byte[] bytes, Work work) {
    int k = written;
    for (int i = 0; i < bytes.length; i++) {
      k = marker.next(k, bytes[i]);
      if (k == marker.length()) {
        State state = grammar.start(true, work);
        for (int j = i + 1; j < bytes.length && state != State.DEAD; j++) {
          state = grammar.step(state, bytes[j] & 0xFF, work);
        }
        return new Place(k, state);
      }
    }
    return new Place(k, null);
  }

  /**
   * A place in the text.
   *
   * @param written how many bytes of the marker are written
   * @param state where the grammar stands, or null if the text is still free
   */
  record Place(int written, State state) {}

  /**
   * The tokens that may follow, a bit for each. Not to be written to.
   *
   * @param written how many bytes of the marker are written
   */
  long[] mask(int written, Work work) {
    long[] mask = masks.get(written);
    if (mask == null) {
      mask = trie.noTokens();
      for (int id = 0; id < trie.tokens(); id++) {
        if (after(written, trie.bytes(id), work).state() != State.DEAD) {
          mask[id >> 6] |= 1L << id;
        }
      }
      for (int id : trie.endOfGeneration()) {
        mask[id >> 6] &= ~(1L << id);
      }
      masks.set(written, mask);
    }
    return mask;
  }
}
