package dev.drover.engine;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * What the model's memory holds, as a radix tree over token ids: each node is a run of tokens, and
 * its holders are the numbers of the sequences that have all of them. It mirrors the tags that
 * llama.cpp keeps on each cell, so a node without holders does not exist.
 *
 * <p>Prefixes that were computed under different keys (another adapter, another steering plan) are
 * under different roots and never meet. Pure bookkeeping; not thread-safe.
 */
final class PrefixTree {
  private final Map<Object, Node> roots = new HashMap<>();
  private int size;
  private long clock;

  /** A run of tokens. */
  static final class Node {
    private final Object key;
    private final Map<Integer, Node> children = new HashMap<>(4);
    private final BitSet holders = new BitSet();
    private Node parent;
    private int[] tokens;
    private int length;
    private int start;
    private long used;

    private Node(Object key, Node parent, int start, int[] tokens, int length) {
      this.key = key;
      this.parent = parent;
      this.start = start;
      this.tokens = tokens;
      this.length = length;
    }

    boolean isRoot() {
      return parent == null;
    }

    boolean isLeaf() {
      return children.isEmpty();
    }

    Node parent() {
      return parent;
    }

    /** Tokens from the root to the node's first. */
    int start() {
      return start;
    }

    /** Tokens from the root to the node's last. */
    int end() {
      return start + length;
    }

    int length() {
      return length;
    }

    /** Numbers of the sequences that pass through or end here. Not to be changed. */
    BitSet holders() {
      return holders;
    }

    /** One of the holders. */
    int holder() {
      return holders.nextSetBit(0);
    }

    /** When it was last walked through; greater is later. */
    long used() {
      return used;
    }
  }

  /**
   * How far a sequence is known.
   *
   * @param node the last node of which at least one token matches, or the root
   * @param length tokens from the root that match
   */
  record Match(Node node, int length) {}

  /** Tokens in the tree, each counted once however many sequences hold it. */
  int size() {
    return size;
  }

  /** The longest known beginning of {@code tokens[0, limit)}. Changes nothing. */
  Match match(Object key, int[] tokens, int limit) {
    Node node = root(key);
    int length = 0;
    while (length < limit) {
      Node child = node.children.get(tokens[length]);
      if (child == null) {
        break;
      }
      int common = common(child, tokens, length, limit);
      node = child;
      length += common;
      if (common < child.length) {
        break;
      }
    }
    return new Match(node, length);
  }

  /** The node that ends where the match does; splits one if need be. */
  Node cut(Match match) {
    Node node = match.node();
    return match.length() == node.end() ? node : split(node, match.length() - node.start);
  }

  /** The root for a key. */
  Node root(Object key) {
    return roots.computeIfAbsent(key, k -> new Node(k, null, 0, new int[0], 0));
  }

  /** Makes a sequence a holder of a node and of all above it, and marks them as used now. */
  void hold(Node node, int sequence) {
    clock++;
    for (Node n = node; !n.isRoot(); n = n.parent) {
      n.holders.set(sequence);
      n.used = clock;
    }
  }

  /**
   * Adds tokens of a sequence that is a holder of {@code node} and ends there.
   *
   * <p>Where the tree has such tokens already, the sequence becomes a holder of those.
   *
   * @param known called with the tree's node for each run of tokens that was already there, before
   *     the sequence becomes its holder
   * @return the node where the sequence now ends
   */
  Node extend(Node node, int[] tokens, int to, int sequence, Consumer<Node> known) {
    Node at = node.isRoot() ? root(node.key) : node;
    while (at.end() < to) {
      int from = at.end();
      Node child = at.children.get(tokens[from]);
      if (child == null) {
        at = append(at, tokens, from, to, sequence);
        break;
      }
      int common = common(child, tokens, from, to);
      at = common == child.length ? child : split(child, common);
      known.accept(at);
      at.holders.set(sequence);
    }
    hold(at, sequence);
    return at;
  }

  /**
   * Takes a sequence's name off a node and all above it. Nodes that nobody holds any more are gone.
   */
  void drop(Node node, int sequence) {
    retreat(node, null, sequence);
  }

  /** As {@link #drop}, but only below {@code end}, where the sequence ends then. */
  void retreat(Node node, Node end, int sequence) {
    for (Node n = node; n != end && !n.isRoot(); ) {
      Node parent = n.parent;
      n.holders.clear(sequence);
      if (n.holders.isEmpty()) {
        size -= n.length;
        remove(n);
      }
      n = parent;
    }
  }

  /**
   * Shortens a leaf from its end; one that has nothing left is gone.
   *
   * @return where the sequences that ended there now end
   */
  Node trim(Node leaf, int tokens) {
    int cut = Math.min(tokens, leaf.length);
    size -= cut;
    leaf.length -= cut;
    if (leaf.length > 0) {
      return leaf;
    }
    Node parent = leaf.parent;
    remove(leaf);
    return parent;
  }

  /** The least recently used leaf that fits, or null. */
  Node coldestLeaf(Predicate<Node> fits) {
    Node[] coldest = {null};
    forEach(n -> {
      if (n.isLeaf() && (coldest[0] == null || n.used < coldest[0].used) && fits.test(n)) {
        coldest[0] = n;
      }
    });
    return coldest[0];
  }

  /** Calls for every node but the roots, in no order. */
  void forEach(Consumer<Node> action) {
    roots.values().forEach(root -> below(root, action));
  }

  private static void below(Node node, Consumer<Node> action) {
    for (Node child : node.children.values()) {
      action.accept(child);
      below(child, action);
    }
  }

  private Node append(Node parent, int[] tokens, int from, int to, int sequence) {
    int count = to - from;
    size += count;
    boolean alone =
        !parent.isRoot()
            && parent.isLeaf()
            && parent.holders.cardinality() == 1
            && parent.holders.get(sequence);
    if (alone) {
      // A sequence that grows stays one run.
      int length = parent.length + count;
      if (parent.tokens.length < length) {
        parent.tokens = Arrays.copyOf(parent.tokens, Math.max(length, 2 * parent.length));
      }
      System.arraycopy(tokens, from, parent.tokens, parent.length, count);
      parent.length = length;
      return parent;
    }
    Node node = new Node(parent.key, parent, from, Arrays.copyOfRange(tokens, from, to), count);
    parent.children.put(tokens[from], node);
    return node;
  }

  /** Makes the first {@code length} tokens of a node one of its own; returns it. */
  private static Node split(Node node, int length) {
    Node upper =
        new Node(node.key, node.parent, node.start, Arrays.copyOf(node.tokens, length), length);
    upper.holders.or(node.holders);
    upper.used = node.used;
    upper.parent.children.put(upper.tokens[0], upper);
    node.tokens = Arrays.copyOfRange(node.tokens, length, node.length);
    node.length -= length;
    node.start += length;
    node.parent = upper;
    upper.children.put(node.tokens[0], node);
    return upper;
  }

  private void remove(Node node) {
    Node parent = node.parent;
    parent.children.remove(node.tokens[0]);
    if (parent.isRoot() && parent.isLeaf()) {
      roots.remove(parent.key);
    }
  }

  private static int common(Node node, int[] tokens, int from, int limit) {
    int end = Math.min(node.length, limit - from);
    int mismatch = Arrays.mismatch(node.tokens, 0, end, tokens, from, from + end);
    return mismatch < 0 ? end : mismatch;
  }
}
