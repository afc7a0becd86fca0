package dev.drover.engine.constraint;

import java.util.Arrays;
import java.util.function.IntFunction;

/**
 * A vocabulary as a tree of bytes, in flat arrays in the order of a walk: a node is followed by
 * what is below it, then by what is beside it. Immutable.
 */
final class TokenTrie {
  private final byte[] label;
  private final char[] depth;
  private final int[] end;
  private final int[] token;
  private final int[] same;
  private final byte[][] bytes;
  private final int[] endOfGeneration;
  private final int deepest;

  /**
   * Of a vocabulary.
   *
   * @param size how many tokens it has
   * @param tokenBytes bytes of each token; none for control tokens
   * @param endOfGeneration ids of the tokens that end a generation, which are no text
   */
  TokenTrie(int size, IntFunction<byte[]> tokenBytes, int[] endOfGeneration) {
    this.endOfGeneration = endOfGeneration.clone();
    this.bytes = new byte[size][];
    Arrays.setAll(bytes, tokenBytes);
    Integer[] order = new Integer[size];
    Arrays.setAll(order, i -> i);
    for (int id : endOfGeneration) {
      bytes[id] = new byte[0];
    }
    Arrays.sort(order, (a, b) -> Arrays.compareUnsigned(bytes[a], bytes[b]));
    int nodes = 0;
    int longest = 0;
    byte[] before = new byte[0];
    for (int id : order) {
      nodes += bytes[id].length - common(before, bytes[id]);
      longest = Math.max(longest, bytes[id].length);
      before = bytes[id];
    }
    deepest = longest;
    label = new byte[nodes];
    depth = new char[nodes];
    end = new int[nodes];
    token = new int[nodes];
    same = new int[size];
    Arrays.fill(token, -1);
    Arrays.fill(same, -1);
    fill(order);
  }

  private void fill(Integer[] order) {
    int[] path = new int[deepest + 1];
    int node = -1;
    byte[] before = new byte[0];
    for (int id : order) {
      byte[] text = bytes[id];
      if (text.length == 0) {
        continue;
      }
      int common = common(before, text);
      for (int d = common; d < before.length; d++) {
        end[path[d]] = node + 1;
      }
      for (int d = common; d < text.length; d++) {
        path[d] = ++node;
        label[node] = text[d];
        depth[node] = (char) d;
      }
      int last = path[text.length - 1];
      same[id] = token[last];
      token[last] = id;
      before = text;
    }
    for (int d = 0; d < before.length; d++) {
      end[path[d]] = node + 1;
    }
  }

  private static int common(byte[] a, byte[] b) {
    int mismatch = Arrays.mismatch(a, b);
    return mismatch < 0 ? a.length : mismatch;
  }

  /** How many tokens the vocabulary has. */
  int tokens() {
    return bytes.length;
  }

  /** Bytes of a token; none for control tokens and those that end a generation. */
  byte[] bytes(int id) {
    return bytes[id];
  }

  /** Tokens that end a generation. Not to be written to. */
  int[] endOfGeneration() {
    return endOfGeneration;
  }

  /** How many nodes there are. */
  int nodes() {
    return label.length;
  }

  /** How many bytes the longest token has. */
  int deepest() {
    return deepest;
  }

  /** The byte that leads to a node, 0 to 255. */
  int label(int node) {
    return label[node] & 0xFF;
  }

  /** How many bytes come before a node's own. */
  int depth(int node) {
    return depth[node];
  }

  /** The first node that is not below a node. */
  int end(int node) {
    return end[node];
  }

  /** A bit for each token, none set. */
  long[] noTokens() {
    return new long[(bytes.length + 63) / 64];
  }

  /** Sets the bits of the tokens that end at a node. */
  void mark(int node, long[] tokens) {
    for (int id = token[node]; id >= 0; id = same[id]) {
      tokens[id >> 6] |= 1L << id;
    }
  }

  /**
   * Sets the bits of all tokens at and below a node that a state allows.
   *
   * @param from first node
   * @param to first node beyond
   * @param path states by depth; that of the first node's depth is set, greater ones are written
   */
  void walk(CompiledGrammar grammar, int from, int to, State[] path, long[] tokens, Work work) {
    int[] classOf = grammar.classOf();
    int node = from;
    while (node < to) {
      int d = depth[node];
      State state = path[d].next[classOf[label[node] & 0xFF]];
      if (state == null) {
        state = grammar.step(path[d], label[node] & 0xFF, work);
      }
      if (state == State.DEAD) {
        node = end[node];
        continue;
      }
      path[d + 1] = state;
      if (token[node] >= 0) {
        mark(node, tokens);
      }
      node++;
    }
  }
}
