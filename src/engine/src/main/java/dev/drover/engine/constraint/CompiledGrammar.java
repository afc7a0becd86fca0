package dev.drover.engine.constraint;

import dev.drover.engine.constraint.Node.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A grammar in its executable form: an automaton over bytes whose states are made when they are
 * first met. A state is a set of stacks of goals; equal stacks and states are made once, so that a
 * state remembers where each byte leads. Thread-safe: known steps are read without a lock, new ones
 * are made under one. Memory is bounded: beyond a limit everything is forgotten and made anew when
 * it is next needed, while states in use stay valid.
 */
final class CompiledGrammar {
  private final Nodes nodes;
  private final ByteClasses classes;
  private final int[] classOf = new int[256];
  private final Map<Stack, Stack> stacks = new HashMap<>();
  private final Map<State, State> states = new HashMap<>();
  private final Map<Product, Product> products = new HashMap<>();
  private final Map<Integer, Product> begun = new HashMap<>();
  private int made;
  private int depth;
  private volatile int epoch;

  /**
   * Compiles what several grammars hold.
   *
   * @param grammars at least one
   * @param clock is run now and then and may throw to end the work
   * @throws ConstraintException if the grammar cannot be used: an unknown rule, left recursion, a
   *     rule that no text satisfies, or one of the {@link ConstraintLimits}
   */
  CompiledGrammar(List<Grammar> grammars, Runnable clock) {
    nodes = new Nodes(grammars, clock);
    classes = new ByteClasses(nodes);
    Arrays.setAll(classOf, classes::of);
    excludeEmptyIntersections(clock);
  }

  /** Those that no text satisfies; they must not be entered. Inner ones first. */
  private synchronized void excludeEmptyIntersections(Runnable clock) {
    BitSet empty = new BitSet();
    for (BitSet level : nodes.intersections()) {
      int before = empty.cardinality();
      for (int node : level.stream().toArray()) {
        clock.run();
        if (nodes.isProductive(node) && isEmpty(node)) {
          empty.set(node);
        }
      }
      if (empty.cardinality() > before) {
        nodes.exclude(empty);
      }
    }
  }

  private boolean isEmpty(int node) {
    Work work = new Work();
    try {
      Product product = begin(node, work);
      return !product.accepting && !grows(product, work);
    } catch (ConstraintOverrunException e) {
      throw new ConstraintException(e.getMessage());
    }
  }

  /** The flattened grammar. */
  Nodes nodes() {
    return nodes;
  }

  /** Class of each byte. Not to be written to. */
  int[] classOf() {
    return classOf;
  }

  /** About how many bytes it has in memory. */
  synchronized long bytes() {
    return 150L * nodes.count()
        + 60L * (stacks.size() + products.size())
        + states.size() * (150L + 4L * classes.count());
  }

  /** How often everything was forgotten. */
  int epoch() {
    return epoch;
  }

  /**
   * The state before the first byte; {@link State#DEAD} if no text satisfies the grammar.
   *
   * @param leadingSpace whether whitespace may come first
   */
  synchronized State start(boolean leadingSpace, Work work) {
    return state(goal(leadingSpace ? nodes.spacedRoot() : nodes.root(), null), work);
  }

  /** The state of a single stack. */
  synchronized State state(Stack stack, Work work) {
    depth++;
    try {
      Expansion expansion = new Expansion(this, nodes, work);
      expansion.add(stack);
      return expansion.result();
    } finally {
      depth--;
    }
  }

  /**
   * Where a byte leads.
   *
   * @param value 0 to 255
   * @throws ConstraintOverrunException if finding that out took too much
   */
  State step(State from, int value, Work work) {
    State known = from.next[classOf[value]];
    return known != null ? known : discover(from, classOf[value], work);
  }

  private synchronized State discover(State from, int number, Work work) {
    State known = from.next[number];
    if (known != null) {
      return known;
    }
    if (depth == 0
        && (states.size() > ConstraintLimits.MAX_STATES
            || stacks.size() > ConstraintLimits.MAX_REMEMBERED_STACKS)) {
      forget();
    }
    depth++;
    try {
      State to = successor(from, classes.example(number), work);
      from.next[number] = to;
      return to;
    } finally {
      depth--;
    }
  }

  private State successor(State from, int value, Work work) {
    work.spend(1 + from.stacks.length / 8);
    Expansion expansion = new Expansion(this, nodes, work);
    for (Stack stack : from.stacks) {
      if (stack.product != null) {
        Product product = step(stack.product, value, work);
        if (product != null) {
          expansion.add(product, stack.rest);
        }
      } else {
        expansion.read(stack, value);
      }
    }
    return expansion.result();
  }

  private Product step(Product from, int value, Work work) {
    State[] to = new State[from.states.length];
    for (int i = 0; i < to.length; i++) {
      to[i] = from.states[i] == State.DEAD ? State.DEAD : step(from.states[i], value, work);
      if (to[i] == State.DEAD) {
        return null;
      }
    }
    return product(to);
  }

  private void forget() {
    stacks.clear();
    states.clear();
    products.clear();
    begun.clear();
    epoch++;
  }

  /** A goal that a node is reached, and what follows. */
  Stack goal(int number, Stack rest) {
    int node = nodes.resolve(number);
    Node goal = nodes.get(node);
    return goal.kind == Kind.REPEAT
        ? stack(node, goal.min, goal.max, rest)
        : stack(node, 0, 0, rest);
  }

  /** A goal that is partly reached, and what follows. */
  synchronized Stack stack(int node, int a, int b, Stack rest) {
    return intern(new Stack(node, a, b, null, rest, made + 1));
  }

  /** An intersection that has begun, and what follows. */
  synchronized Stack stack(Product product, Stack rest) {
    return intern(new Stack(-1, 0, 0, product, rest, made + 1));
  }

  private Stack intern(Stack stack) {
    Stack known = stacks.putIfAbsent(stack, stack);
    if (known == null) {
      made++;
    }
    return known == null ? stack : known;
  }

  /** The state of these stacks, which are in order. */
  synchronized State state(Stack[] ordered, boolean accepting) {
    if (ordered.length == 0 && !accepting) {
      return State.DEAD;
    }
    State state = new State(ordered, accepting, classes.count(), made + 1);
    State known = states.putIfAbsent(state, state);
    if (known == null) {
      made++;
    }
    return known == null ? state : known;
  }

  /** The beginning of an intersection. */
  Product begin(int node, Work work) {
    Product known = begun.get(node);
    if (known == null) {
      int[] parts = nodes.get(node).parts;
      State[] starts = new State[parts.length];
      for (int i = 0; i < parts.length; i++) {
        starts[i] = state(goal(parts[i], null), work);
      }
      known = product(starts);
      begun.put(node, known);
    }
    return known;
  }

  private Product product(State[] of) {
    State[] distinct = Arrays.stream(of).distinct().toArray(State[]::new);
    Arrays.sort(distinct, Comparator.comparingInt(state -> state.id));
    Product product = new Product(distinct);
    Product known = products.putIfAbsent(product, product);
    return known == null ? product : known;
  }

  /** The byte that must follow a state because nothing else can, or -1. */
  int forced(State state) {
    if (state.accepting) {
      return -1;
    }
    BitSet bytes = new BitSet(256);
    for (Stack stack : state.stacks) {
      addFirst(stack, bytes);
      if (bytes.cardinality() > 1) {
        return -1;
      }
    }
    return bytes.cardinality() == 1 ? bytes.nextSetBit(0) : -1;
  }

  /** Adds bytes with which a stack may begin, among them all with which it can go on. */
  private void addFirst(Stack stack, BitSet bytes) {
    if (stack.product == null) {
      bytes.or(nodes.first(stack.node));
      return;
    }
    BitSet common = null;
    for (State state : stack.product.states) {
      BitSet first = new BitSet(256);
      for (Stack of : state.stacks) {
        addFirst(of, first);
      }
      if (common == null) {
        common = first;
      } else {
        common.and(first);
      }
    }
    bytes.or(common);
  }

  /**
   * Whether some longer text satisfies an intersection. Looks wide and deep by turns; where no
   * answer is found within the limit, it is taken to be so.
   */
  boolean grows(Product start, Work work) {
    if (start.growth != Product.Growth.UNKNOWN) {
      return start.growth == Product.Growth.GROWS;
    }
    Work part = work.part(ConstraintLimits.MAX_LOOKAHEAD_WORK);
    try {
      return search(start, part);
    } catch (Work.UsedUp e) {
      if (!e.is(part)) {
        throw e;
      }
      start.growth = Product.Growth.GROWS;
      return true;
    } catch (ConstraintOverrunException e) {
      // Too many ways of reading some longer text, which need not come.
      if (part.isWholeUsedUp()) {
        throw e;
      }
      start.growth = Product.Growth.GROWS;
      return true;
    }
  }

  private boolean search(Product start, Work work) {
    Map<Product, Product> cameFrom = new HashMap<>();
    Deque<Product> open = new ArrayDeque<>();
    cameFrom.put(start, start);
    open.add(start);
    for (int i = 0; !open.isEmpty() && i < ConstraintLimits.MAX_LOOKAHEAD; i++) {
      Product at = i % 2 == 0 ? open.pollFirst() : open.pollLast();
      for (Product next : successors(at, work)) {
        if (next.accepting || next.growth == Product.Growth.GROWS) {
          for (Product p = at; p != start; p = cameFrom.get(p)) {
            p.growth = Product.Growth.GROWS;
          }
          start.growth = Product.Growth.GROWS;
          return true;
        }
        if (next.growth == Product.Growth.UNKNOWN && cameFrom.putIfAbsent(next, at) == null) {
          open.add(next);
        }
      }
    }
    if (open.isEmpty()) {
      cameFrom.keySet().forEach(product -> product.growth = Product.Growth.STOPS);
      return false;
    }
    start.growth = Product.Growth.GROWS;
    return true;
  }

  private List<Product> successors(Product product, Work work) {
    List<Product> result = new ArrayList<>();
    for (int number = 0; number < classes.count(); number++) {
      Product next = step(product, classes.example(number), work);
      if (next != null) {
        result.add(next);
        if (next.accepting) {
          return List.of(next);
        }
      }
    }
    return result;
  }
}
