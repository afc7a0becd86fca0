package dev.drover.engine.constraint;

import dev.drover.engine.constraint.Expr.Repeat;
import dev.drover.engine.constraint.Node.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The making of one state: goals are taken apart until one byte says how each goes on, or it is an
 * intersection. Used under the grammar's lock.
 */
final class Expansion {
  /** How far down a counter is looked for whose values can be joined. */
  private static final int COUNTER_DEPTH = 4;

  private record Pending(Product product, Stack rest) {}

  private final CompiledGrammar grammar;
  private final Nodes nodes;
  private final Work work;
  private final Deque<Stack> goals = new ArrayDeque<>();
  private final Set<Stack> seen = new HashSet<>();
  private final Set<Stack> iterated = new HashSet<>();
  private final Set<Pending> products = new LinkedHashSet<>();
  private final List<Stack> found = new ArrayList<>();
  private boolean accepting;

  Expansion(CompiledGrammar grammar, Nodes nodes, Work work) {
    this.grammar = grammar;
    this.nodes = nodes;
    this.work = work;
  }

  /** Adds a way of reading on. */
  void add(Stack stack) {
    if (stack == null) {
      accepting = true;
    } else if (seen.add(stack)) {
      goals.push(stack);
    }
  }

  /** Adds an intersection that has begun, and what follows it. */
  void add(Product product, Stack rest) {
    if (products.add(new Pending(product, rest)) && product.accepting) {
      add(rest);
    }
  }

  /** Adds what follows a byte where the goal is decided by it. */
  void read(Stack stack, int value) {
    int at = stack.node;
    Stack rest = stack.rest;
    while (at >= 0) {
      Node node = nodes.get(at);
      switch (node.kind) {
        case BYTES -> {
          if (node.set.get(value)) {
            add(rest);
          }
          return;
        }
        case SEQ -> {
          rest = after(at, 0, rest);
          at = node.parts[0];
        }
        case ALT -> at = nodes.option(at, value);
        case REPEAT, ALL, REF -> throw new AssertionError("is not decided");
      }
    }
  }

  /** What follows a part of a sequence. */
  private Stack after(int sequence, int part, Stack rest) {
    int[] parts = nodes.get(sequence).parts;
    int next = part + 1;
    if (next == parts.length - 1) {
      return grammar.goal(parts[next], rest);
    }
    return next < parts.length ? grammar.stack(sequence, next, 0, rest) : rest;
  }

  /**
   * The state.
   *
   * @throws ConstraintOverrunException if the text can be read in too many ways
   */
  State result() {
    while (!goals.isEmpty()) {
      work.spend(1);
      expand(goals.pop());
    }
    // Only now, because looking ahead makes other states.
    for (Pending pending : products) {
      if (grammar.grows(pending.product, work)) {
        found.add(grammar.stack(pending.product, pending.rest));
      }
    }
    List<Stack> stacks = found.size() > 1 ? joined() : found;
    if (stacks.size() > ConstraintLimits.MAX_STACKS) {
      throw new ConstraintOverrunException(
          "the constraint is too ambiguous: the text can be read in more than "
              + ConstraintLimits.MAX_STACKS
              + " ways");
    }
    stacks.sort(Comparator.comparingInt(stack -> stack.id));
    return grammar.state(stacks.toArray(Stack[]::new), accepting);
  }

  private void expand(Stack stack) {
    if (stack.product != null) {
      add(stack.product, stack.rest);
      return;
    }
    if (nodes.isDecided(stack.node)) {
      found.add(stack);
      return;
    }
    Node node = nodes.get(stack.node);
    switch (node.kind) {
      case SEQ -> {
        Stack rest = after(stack.node, stack.a, stack.rest);
        add(node.parts.length == 0 ? rest : grammar.goal(node.parts[stack.a], rest));
      }
      case ALT -> {
        work.spend(node.parts.length);
        for (int option : node.parts) {
          if (nodes.isProductive(option)) {
            add(grammar.goal(option, stack.rest));
          }
        }
      }
      case REPEAT -> repeat(stack, node.parts[0]);
      case ALL -> add(grammar.begin(stack.node, work), stack.rest);
      case REF -> add(grammar.goal(stack.node, stack.rest));
      case BYTES -> throw new AssertionError("bytes are decided");
    }
  }

  private void repeat(Stack stack, int body) {
    if (stack.a == 0) {
      add(stack.rest);
    }
    // An iteration that was empty is none: what it leads to is a part of what led to it.
    if (!nodes.isProductive(body) || iterated.contains(stack)) {
      return;
    }
    Stack rest = stack.rest;
    int most = Nodes.less(stack.b);
    if (most > 0) {
      rest = grammar.stack(stack.node, Nodes.less(stack.a), most, rest);
      if (nodes.isNullable(body)) {
        iterated.add(rest);
      }
    }
    add(grammar.goal(body, rest));
  }

  /** Joins what differs in one counter only: from 2 to 5 and from 4 to 9 is from 2 to 9. */
  private List<Stack> joined() {
    Map<Stack, List<Stack>> groups = new LinkedHashMap<>();
    for (Stack stack : found) {
      groups.computeIfAbsent(withCounter(stack, -1, -1, 0), s -> new ArrayList<>(1)).add(stack);
    }
    if (groups.size() == found.size()) {
      return found;
    }
    List<Stack> result = new ArrayList<>();
    for (List<Stack> group : groups.values()) {
      if (group.size() == 1) {
        result.add(group.getFirst());
        continue;
      }
      group.sort(Comparator.comparingInt(stack -> counter(stack).a));
      int min = counter(group.getFirst()).a;
      int max = counter(group.getFirst()).b;
      for (Stack stack : group) {
        Stack counter = counter(stack);
        if (max != Repeat.UNBOUNDED && counter.a > max + 1) {
          result.add(withCounter(group.getFirst(), min, max, 0));
          min = counter.a;
          max = counter.b;
        }
        max = Math.max(max, counter.b);
      }
      result.add(withCounter(group.getFirst(), min, max, 0));
    }
    return result;
  }

  private Stack counter(Stack stack) {
    Stack at = stack;
    for (int i = 0; at != null && i < COUNTER_DEPTH; i++) {
      if (at.product == null && nodes.get(at.node).kind == Kind.REPEAT) {
        return at;
      }
      at = at.rest;
    }
    return null;
  }

  /** The same with another counter; itself if it has none near the top. */
  private Stack withCounter(Stack stack, int min, int max, int depth) {
    if (stack == null || depth == COUNTER_DEPTH || depth == 0 && counter(stack) == null) {
      return stack;
    }
    if (stack.product == null && nodes.get(stack.node).kind == Kind.REPEAT) {
      return grammar.stack(stack.node, min, max, stack.rest);
    }
    Stack rest = withCounter(stack.rest, min, max, depth + 1);
    return stack.product == null
        ? grammar.stack(stack.node, stack.a, stack.b, rest)
        : grammar.stack(stack.product, rest);
  }
}
