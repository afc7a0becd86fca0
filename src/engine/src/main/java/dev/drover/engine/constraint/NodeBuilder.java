package dev.drover.engine.constraint;

import dev.drover.engine.constraint.Expr.Repeat;
import dev.drover.engine.constraint.Node.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Flattens expressions to nodes: equal parts become one node, alternatives with the same beginning
 * share it, repetitions of repetitions become one where that is the same. Works without recursion,
 * so expressions may nest as deeply as they like.
 */
final class NodeBuilder {
  private final List<Node> nodes = new ArrayList<>();
  private final Map<Node, Integer> numbers = new HashMap<>();
  private final List<Rule> rules = new ArrayList<>();
  private final List<Integer> bodies = new ArrayList<>();
  private final Runnable clock;
  private Scope scope;
  private int size;

  /** A grammar whose rules are seen by name, and what of it has a number. */
  private record Scope(Grammar grammar, Map<String, Integer> rules, Map<Expr, Integer> done) {
    Scope(Grammar grammar) {
      this(grammar, new HashMap<>(), new IdentityHashMap<>());
    }
  }

  private record Rule(String name, Scope scope) {}

  /**
   * Begins with nothing.
   *
   * @param clock is run now and then and may throw to end the work
   */
  NodeBuilder(Runnable clock) {
    this.clock = clock;
  }

  /** The number of a grammar's root; the rules that it needs are added. */
  int add(Grammar added) {
    int root = within(added);
    while (bodies.size() < rules.size()) {
      Rule rule = rules.get(bodies.size());
      scope = rule.scope;
      bodies.add(flatten(scope.grammar.rules().get(rule.name)));
    }
    return root;
  }

  private int within(Grammar inner) {
    Scope outer = scope;
    scope = new Scope(inner);
    int root = flatten(inner.root());
    scope = outer;
    return root;
  }

  /** All nodes by number. */
  List<Node> nodes() {
    return nodes;
  }

  /** Names of the rules by number. */
  List<String> ruleNames() {
    return rules.stream().map(Rule::name).toList();
  }

  /** The nodes of the rules by number. */
  List<Integer> ruleBodies() {
    return bodies;
  }

  private int flatten(Expr root) {
    Map<Expr, Integer> done = scope.done;
    Deque<Expr> path = new ArrayDeque<>();
    path.push(root);
    while (!path.isEmpty()) {
      Expr top = path.peek();
      if (done.containsKey(top)) {
        path.pop();
        continue;
      }
      boolean ready = true;
      for (Expr part : parts(top)) {
        if (part instanceof Expr.Bytes && !done.containsKey(part)) {
          done.put(part, number(part));
        } else if (!done.containsKey(part)) {
          path.push(part);
          ready = false;
        }
      }
      if (ready) {
        path.pop();
        done.put(top, number(top));
      } else if (path.size() > ConstraintLimits.MAX_PARTS) {
        throw tooLarge();
      }
    }
    return done.get(root);
  }

  private static List<Expr> parts(Expr expr) {
    return switch (expr) {
      case Expr.Bytes b -> List.of();
      case Expr.Ref r -> List.of();
      case Expr.Within w -> List.of();
      case Expr.Seq s -> s.parts();
      case Expr.Alt a -> a.options();
      case Expr.All a -> a.all();
      case Expr.Repeat r -> List.of(r.body());
    };
  }

  private int number(Expr expr) {
    return switch (expr) {
      case Expr.Bytes b -> bytes(b.set());
      case Expr.Ref r -> rule(r.rule());
      case Expr.Within w -> within(w.grammar());
      case Expr.Seq s -> seq(numbers(s.parts()));
      case Expr.Alt a -> alt(numbers(a.options()));
      case Expr.All a -> all(numbers(a.all()));
      case Expr.Repeat r -> repeat(scope.done.get(r.body()), r.min(), r.max());
    };
  }

  private int[] numbers(List<Expr> exprs) {
    return exprs.stream().mapToInt(scope.done::get).toArray();
  }

  private int rule(String name) {
    if (!scope.grammar.rules().containsKey(name)) {
      throw new ConstraintException("there is no rule '" + name + "'");
    }
    int number =
        scope.rules.computeIfAbsent(
            name,
            n -> {
              rules.add(new Rule(n, scope));
              return rules.size() - 1;
            });
    return intern(Node.of(Kind.REF, number));
  }

  private int bytes(BitSet set) {
    return intern(set.isEmpty() ? Node.of(Kind.ALT) : Node.bytes((BitSet) set.clone()));
  }

  /** One after another. */
  int seq(int... parts) {
    int[] kept = new int[parts.length];
    int n = 0;
    for (int part : parts) {
      if (nodes.get(part).isNothing()) {
        return part;
      }
      if (!nodes.get(part).isEmpty()) {
        kept[n++] = part;
      }
    }
    return n == 1 ? kept[0] : intern(Node.of(Kind.SEQ, Arrays.copyOf(kept, n)));
  }

  private int alt(int... options) {
    BitSet single = new BitSet(256);
    Set<Integer> kept = new TreeSet<>();
    for (int option : options) {
      Node node = nodes.get(option);
      if (node.kind == Kind.BYTES) {
        single.or(node.set);
      } else if (!node.isNothing()) {
        kept.add(option);
      }
    }
    if (kept.size() > 1) {
      kept = factored(kept, single);
    }
    if (!single.isEmpty()) {
      kept.add(bytes(single));
    }
    return alternatives(kept);
  }

  private int alternatives(Set<Integer> options) {
    return options.size() == 1
        ? options.iterator().next()
        : intern(Node.of(Kind.ALT, options.stream().mapToInt(i -> i).toArray()));
  }

  /** A tree of sequences, by their parts. */
  private static final class Branch {
    private Map<Integer, Branch> next = Map.of();
    private boolean ends;
    private int number;

    /** The branch that a part leads to, or null. */
    Branch get(int part) {
      return next.get(part);
    }

    Branch add(int part) {
      Branch branch = new Branch();
      if (next.isEmpty()) {
        next = Map.of(part, branch);
      } else {
        if (next.size() == 1) {
          next = new TreeMap<>(next);
        }
        next.put(part, branch);
      }
      return branch;
    }
  }

  /** Options, where those with the same first part share it. */
  private Set<Integer> factored(Set<Integer> options, BitSet single) {
    Branch root = new Branch();
    List<Branch> branches = new ArrayList<>();
    boolean shared = false;
    for (int option : options) {
      Node node = nodes.get(option);
      int[] parts = node.kind == Kind.SEQ ? node.parts : new int[] {option};
      Branch at = root;
      for (int part : parts) {
        Branch after = at.get(part);
        if (after == null) {
          after = at.add(part);
          branches.add(after);
        } else {
          shared = true;
        }
        at = after;
      }
      at.ends = true;
      count(parts.length);
    }
    if (!shared) {
      return options;
    }
    for (Branch branch : branches.reversed()) {
      if (branch.next.size() != 1 || branch.ends) {
        branch.number = branched(branch, new BitSet());
      }
    }
    return heads(root, single);
  }

  private int branched(Branch branch, BitSet single) {
    Set<Integer> options = heads(branch, single);
    if (!single.isEmpty()) {
      options.add(bytes(single));
    }
    return alternatives(options);
  }

  /** What may follow at a branch, but for single bytes, which are added to a set. */
  private Set<Integer> heads(Branch branch, BitSet single) {
    Set<Integer> heads = new TreeSet<>();
    branch.next.forEach((part, next) -> {
      int head = chain(part, next);
      if (nodes.get(head).kind == Kind.BYTES) {
        single.or(nodes.get(head).set);
      } else {
        heads.add(head);
      }
    });
    if (branch.ends) {
      heads.add(intern(Node.of(Kind.SEQ)));
    }
    return heads;
  }

  /** A run of parts to where the tree branches or ends, and what follows. */
  private int chain(int part, Branch branch) {
    List<Integer> run = new ArrayList<>();
    run.add(part);
    while (branch.next.size() == 1 && !branch.ends) {
      var only = branch.next.entrySet().iterator().next();
      run.add(only.getKey());
      branch = only.getValue();
    }
    run.add(branch.number);
    return seq(run.stream().mapToInt(i -> i).toArray());
  }

  /** What all of them hold. */
  int all(int... all) {
    int[] kept = Arrays.stream(all).distinct().sorted().toArray();
    for (int part : kept) {
      if (nodes.get(part).isNothing()) {
        return part;
      }
    }
    return kept.length == 1 ? kept[0] : intern(Node.of(Kind.ALL, kept));
  }

  private int repeat(int body, int min, int max) {
    if (min < 0 || max < min) {
      throw new ConstraintException("cannot repeat from " + min + " to " + max + " times");
    }
    Node node = nodes.get(body);
    if (max == 0 || node.isEmpty() || node.isNothing() && min == 0) {
      return intern(Node.of(Kind.SEQ));
    }
    if (node.isNothing() || min == 1 && max == 1) {
      return body;
    }
    if (node.kind == Kind.REPEAT && isOneRange(node, min, max)) {
      long least = (long) node.min * min;
      long most = (long) node.max * max;
      boolean endless =
          node.max == Repeat.UNBOUNDED || max == Repeat.UNBOUNDED || most >= Repeat.UNBOUNDED;
      if (least < Repeat.UNBOUNDED) {
        return repeat(node.parts[0], (int) least, endless ? Repeat.UNBOUNDED : (int) most);
      }
    }
    return intern(Node.repeat(body, min, max));
  }

  /** Whether the repetitions of a repetition leave no gap, as (a{2}){3,4} does. */
  private static boolean isOneRange(Node inner, int min, int max) {
    return min == max
        || (min == 0 ? inner.min <= 1 : (long) inner.max * min + 1 >= inner.min * (min + 1L));
  }

  private int intern(Node node) {
    Integer known = numbers.get(node);
    if (known != null) {
      return known;
    }
    count(1 + node.parts.length);
    nodes.add(node);
    numbers.put(node, nodes.size() - 1);
    return nodes.size() - 1;
  }

  private void count(int parts) {
    int before = size;
    size += parts;
    if (size > ConstraintLimits.MAX_PARTS) {
      throw tooLarge();
    }
    if (before >> 12 != size >> 12) {
      clock.run();
    }
  }

  private static ConstraintException tooLarge() {
    return new ConstraintException(
        "the constraint is too large: more than " + ConstraintLimits.MAX_PARTS + " parts");
  }
}
