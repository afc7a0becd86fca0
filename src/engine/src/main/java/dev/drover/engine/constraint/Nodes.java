package dev.drover.engine.constraint;

import dev.drover.engine.constraint.Expr.Repeat;
import dev.drover.engine.constraint.Node.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.Predicate;

/**
 * A flattened grammar and what is known of each node. Its making refuses left recursion, rules that
 * no text ends, and intersections that lead back into themselves. Immutable once {@link
 * CompiledGrammar} has made it.
 */
final class Nodes {
  /** The size of what refers to itself. */
  static final int ENDLESS = Integer.MAX_VALUE;

  private static final Grammar SPACE =
      Grammar.of(
          Expr.repeat(CodePoints.of(" \t\r\n").expr(), 0, ConstraintLimits.MAX_LEADING_SPACE));

  private final Node[] nodes;
  private final List<String> ruleNames;
  private final int[] ruleBodies;
  private final BitSet nullable;

  /** With what each node begins if one byte says how it goes on, else null. */
  private final BitSet[] first;

  private BitSet productive;
  private final int[] sizes;
  private final List<BitSet> intersections = new ArrayList<>();
  private final int root;
  private final int spacedRoot;

  /**
   * Of what several grammars hold.
   *
   * @param clock is run now and then and may throw to end the work
   * @throws ConstraintException if the grammar cannot be used
   */
  Nodes(List<Grammar> grammars, Runnable clock) {
    NodeBuilder builder = new NodeBuilder(clock);
    root = builder.all(grammars.stream().mapToInt(builder::add).toArray());
    spacedRoot = builder.seq(builder.add(SPACE), root);
    nodes = builder.nodes().toArray(Node[]::new);
    ruleNames = builder.ruleNames();
    ruleBodies = builder.ruleBodies().stream().mapToInt(i -> i).toArray();
    clock.run();
    productive = closure(node -> node.kind == Kind.BYTES, new BitSet());
    refuseNowhere();
    nullable = closure(node -> false, new BitSet());
    refuseLeftRecursion();
    clock.run();
    Components components = new Components(nodes.length, this::children);
    refuseDeepIntersections(components);
    sizes = sizes(components);
    // An iteration that may be empty can stand for any that are still due.
    for (int i = 0; i < nodes.length; i++) {
      Node node = nodes[i];
      if (node.kind == Kind.REPEAT && nullable.get(node.parts[0])) {
        nodes[i] = Node.repeat(node.parts[0], 0, node.max);
      }
    }
    first = new BitSet[nodes.length];
    for (int i = 0; i < nodes.length; i++) {
      first[i] = first(nodes[i]);
    }
  }

  /** Parts have lower numbers, so theirs is known. */
  private BitSet first(Node node) {
    return switch (node.kind) {
      case BYTES -> node.set;
      case SEQ -> node.parts.length == 0 ? null : first[node.parts[0]];
      case ALT -> {
        BitSet all = new BitSet();
        for (int option : node.parts) {
          if (first[option] == null || all.intersects(first[option])) {
            yield null;
          }
          all.or(first[option]);
        }
        yield all;
      }
      case REPEAT, ALL, REF -> null;
    };
  }

  /** The node of the whole text. */
  int root() {
    return root;
  }

  /** The node of the whole text with whitespace before it. */
  int spacedRoot() {
    return spacedRoot;
  }

  /** How many there are. */
  int count() {
    return nodes.length;
  }

  /** One of them. */
  Node get(int number) {
    return nodes[number];
  }

  /** The node that a reference stands for, which is no reference. */
  int resolve(int number) {
    while (nodes[number].kind == Kind.REF) {
      number = ruleBodies[nodes[number].parts[0]];
    }
    return number;
  }

  /** Whether a node may be the empty text. */
  boolean isNullable(int number) {
    return nullable.get(number);
  }

  /** Whether a node is any text at all. */
  boolean isProductive(int number) {
    return productive.get(number);
  }

  /**
   * Whether one byte says how a node goes on: it is bytes, or an alternative whose options begin
   * with different ones.
   */
  boolean isDecided(int number) {
    return first[number] != null && nodes[number].kind != Kind.SEQ;
  }

  /** The option of a decided alternative that begins with a byte; -1 if none does. */
  int option(int number, int value) {
    for (int option : nodes[number].parts) {
      if (first[option].get(value)) {
        return isProductive(option) ? option : -1;
      }
    }
    return -1;
  }

  /**
   * Bytes with which a decided node may begin, all that it does among them. Not to be written to.
   */
  BitSet first(int number) {
    return first[number];
  }

  /** How many nodes it would be if written out, or {@link #ENDLESS}. */
  int size(int number) {
    return sizes[number];
  }

  /** The intersections, by how deeply they hold others. */
  List<BitSet> intersections() {
    return intersections;
  }

  /**
   * Takes intersections for no text at all.
   *
   * @throws ConstraintException if nothing is left of the root
   */
  void exclude(BitSet empty) {
    productive = closure(node -> node.kind == Kind.BYTES, empty);
    refuseNowhere();
  }

  private int[] children(int number) {
    Node node = nodes[number];
    return node.kind == Kind.REF ? new int[] {ruleBodies[node.parts[0]]} : node.parts;
  }

  /** The nodes for which something holds that holds for a sequence if it holds for its parts. */
  private BitSet closure(Predicate<Node> holds, BitSet never) {
    int[] first = new int[nodes.length + 1];
    int[] missing = new int[nodes.length];
    for (int i = 0; i < nodes.length; i++) {
      Kind kind = nodes[i].kind;
      missing[i] = kind == Kind.SEQ || kind == Kind.ALL ? nodes[i].parts.length : 1;
      for (int child : children(i)) {
        first[child]++;
      }
    }
    Arrays.parallelPrefix(first, Integer::sum);
    int[] parents = new int[first[nodes.length]];
    BitSet found = new BitSet(nodes.length);
    int[] work = new int[nodes.length];
    int pending = 0;
    for (int i = 0; i < nodes.length; i++) {
      for (int child : children(i)) {
        parents[--first[child]] = i;
      }
      Node node = nodes[i];
      if (holds.test(node) || node.isEmpty() || node.kind == Kind.REPEAT && node.min == 0) {
        found.set(i);
        work[pending++] = i;
      }
    }
    while (pending > 0) {
      int done = work[--pending];
      for (int i = first[done]; i < first[done + 1]; i++) {
        int parent = parents[i];
        if (--missing[parent] == 0 && !found.get(parent) && !never.get(parent)) {
          found.set(parent);
          work[pending++] = parent;
        }
      }
    }
    return found;
  }

  private void refuseNowhere() {
    if (!productive.get(root)) {
      throw new ConstraintException(nowhere());
    }
  }

  /** Says which rule never comes to an end. */
  private String nowhere() {
    BitSet seen = new BitSet();
    int number = root;
    String rule = null;
    while (!seen.get(number)) {
      seen.set(number);
      Node node = nodes[number];
      if (node.kind == Kind.REF) {
        rule = ruleNames.get(node.parts[0]);
      }
      int next = number;
      for (int child : children(number)) {
        if (!productive.get(child)) {
          next = child;
          break;
        }
      }
      number = next;
    }
    return rule == null
        ? "no text satisfies the constraint"
        : "no text satisfies the rule '" + rule + "'";
  }

  private void refuseLeftRecursion() {
    Components left = new Components(nodes.length, this::beginnings);
    for (int i = 0; i < nodes.length; i++) {
      if (nodes[i].kind == Kind.REF
          && (left.size(left.of(i)) > 1 || ruleBodies[nodes[i].parts[0]] == i)) {
        throw new ConstraintException(
            "the rule '"
                + ruleNames.get(nodes[i].parts[0])
                + "' is left-recursive: it can begin"
                + " with itself");
      }
    }
  }

  /** The children with which a node may begin. */
  private int[] beginnings(int number) {
    Node node = nodes[number];
    if (node.kind != Kind.SEQ) {
      return children(number);
    }
    int n = 0;
    while (n < node.parts.length) {
      if (!nullable.get(node.parts[n++])) {
        break;
      }
    }
    return n == node.parts.length ? node.parts : Arrays.copyOf(node.parts, n);
  }

  private void refuseDeepIntersections(Components components) {
    int[] depth = new int[components.count()];
    for (int i : byComponent(components)) {
      int component = components.of(i);
      boolean all = nodes[i].kind == Kind.ALL;
      if (all && components.size(component) > 1) {
        throw new ConstraintException("an intersection leads back into itself");
      }
      for (int child : children(i)) {
        depth[component] = Math.max(depth[component], depth[components.of(child)] + (all ? 1 : 0));
      }
      if (depth[component] > ConstraintLimits.MAX_ALL_DEPTH) {
        throw new ConstraintException(
            "intersections are nested too deeply: more than "
                + ConstraintLimits.MAX_ALL_DEPTH
                + " levels");
      }
      while (all && intersections.size() < depth[component]) {
        intersections.add(new BitSet());
      }
      if (all) {
        intersections.get(depth[component] - 1).set(i);
      }
    }
  }

  private int[] sizes(Components components) {
    int[] result = new int[nodes.length];
    for (int i : byComponent(components)) {
      long size = 1;
      for (int child : children(i)) {
        size += components.of(child) == components.of(i) ? ENDLESS : result[child];
      }
      result[i] = (int) Math.min(size, ENDLESS);
    }
    return result;
  }

  /** All nodes, those that others lead to first. */
  private int[] byComponent(Components components) {
    int[] start = new int[components.count() + 1];
    for (int i = 0; i < nodes.length; i++) {
      start[components.of(i) + 1]++;
    }
    Arrays.parallelPrefix(start, Integer::sum);
    int[] order = new int[nodes.length];
    for (int i = 0; i < nodes.length; i++) {
      order[start[components.of(i)]++] = i;
    }
    return order;
  }

  /** How often a node may still be repeated after one more time. */
  static int less(int count) {
    return count == Repeat.UNBOUNDED ? count : Math.max(0, count - 1);
  }
}
