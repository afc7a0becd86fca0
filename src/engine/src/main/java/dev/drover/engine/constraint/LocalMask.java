package dev.drover.engine.constraint;

import java.util.Arrays;

/**
 * What of a vocabulary the top of a stack, such as the content of a string, says by itself. Other
 * stacks with the same top share it, in other grammars too. Immutable.
 *
 * <p>A token is allowed if the top takes all of it. It is undecided if the top can be left within
 * it, or if it is too long for a top whose counters were cut; these tokens are kept as nodes of the
 * {@link TokenTrie}, and the whole stack decides on them. Source of the idea: Y. Dong et al.,
 * XGrammar, 2024 (context-independent tokens).
 */
final class LocalMask {
  private final long[] inside;
  private final int[] undecided;
  private final int[] shared;
  private final byte[] paths;

  private LocalMask(long[] inside, int[] undecided, int[] shared, byte[] paths) {
    this.inside = inside;
    this.undecided = undecided;
    this.shared = shared;
    this.paths = paths;
  }

  /**
   * Looks at the whole vocabulary.
   *
   * @param top the state of the top alone, after which a text ends
   * @param longest most bytes of a token for which the top stands
   */
  static LocalMask of(CompiledGrammar grammar, TokenTrie trie, State top, int longest, Work work) {
    long[] inside = trie.noTokens();
    State[] path = new State[trie.deepest() + 1];
    boolean[] left = new boolean[trie.deepest() + 1];
    byte[] bytes = new byte[trie.deepest() + 1];
    Roots roots = new Roots();
    path[0] = top;
    int node = 0;
    while (node < trie.nodes()) {
      int d = trie.depth(node);
      if (d >= longest) {
        roots.add(node, bytes, d);
        node = trie.end(node);
        continue;
      }
      State state = grammar.step(path[d], trie.label(node), work);
      if (state == State.DEAD) {
        if (left[d]) {
          roots.add(node, bytes, d);
        }
        node = trie.end(node);
        continue;
      }
      path[d + 1] = state;
      left[d + 1] = left[d] || state.accepting;
      bytes[d] = (byte) trie.label(node);
      trie.mark(node, inside);
      node++;
    }
    return roots.mask(inside);
  }

  /** The undecided nodes while they are found. */
  private static final class Roots {
    private int[] nodes = new int[64];
    private int[] shared = new int[64];
    private byte[] paths = new byte[256];
    private byte[] before = new byte[0];
    private int count;
    private int used;

    void add(int node, byte[] bytes, int depth) {
      byte[] path = Arrays.copyOf(bytes, depth);
      int mismatch = Arrays.mismatch(before, path);
      int common = mismatch < 0 ? depth : mismatch;
      if (count == nodes.length) {
        nodes = Arrays.copyOf(nodes, 2 * count);
        shared = Arrays.copyOf(shared, 2 * count);
      }
      if (used + depth > paths.length) {
        paths = Arrays.copyOf(paths, 2 * (used + depth));
      }
      System.arraycopy(path, common, paths, used, depth - common);
      used += depth - common;
      nodes[count] = node;
      shared[count++] = common;
      before = path;
    }

    LocalMask mask(long[] inside) {
      return new LocalMask(
          inside,
          Arrays.copyOf(nodes, count),
          Arrays.copyOf(shared, count),
          Arrays.copyOf(paths, used));
    }
  }

  /**
   * Sets the bits of the tokens that are allowed.
   *
   * @param state has a stack with this top
   * @param path room for states by depth
   */
  void addTo(
      long[] tokens,
      State state,
      CompiledGrammar grammar,
      TokenTrie trie,
      State[] path,
      Work work) {
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] |= inside[i];
    }
    path[0] = state;
    int alive = 0;
    int at = 0;
    for (int i = 0; i < undecided.length; i++) {
      int node = undecided[i];
      int depth = trie.depth(node);
      alive = Math.min(alive, shared[i]);
      for (int d = shared[i]; d < depth; d++) {
        if (alive == d) {
          State next = grammar.step(path[d], paths[at] & 0xFF, work);
          if (next != State.DEAD) {
            path[d + 1] = next;
            alive = d + 1;
          }
        }
        at++;
      }
      if (alive == depth) {
        trie.walk(grammar, node, trie.end(node), path, tokens, work);
      }
    }
  }
}
