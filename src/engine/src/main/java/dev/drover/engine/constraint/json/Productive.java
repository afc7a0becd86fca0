package dev.drover.engine.constraint.json;

import dev.drover.engine.constraint.Expr;
import dev.drover.engine.constraint.Expr.All;
import dev.drover.engine.constraint.Expr.Alt;
import dev.drover.engine.constraint.Expr.Bytes;
import dev.drover.engine.constraint.Expr.Ref;
import dev.drover.engine.constraint.Expr.Repeat;
import dev.drover.engine.constraint.Expr.Seq;
import dev.drover.engine.constraint.Expr.Within;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which rules have a text that comes to an end. Intersections count as having one if their parts
 * do.
 */
final class Productive {
  private final Map<String, Expr> rules;
  private final Set<String> productive = new HashSet<>();

  /** Of some rules, which refer to each other only. */
  Productive(Map<String, Expr> rules) {
    this.rules = rules;
    // What a rule refers to was mostly written after it.
    List<String> order = new ArrayList<>(rules.keySet());
    Collections.reverse(order);
    boolean more = true;
    while (more) {
      more = order.removeIf(rule -> test(rules.get(rule)) && productive.add(rule));
    }
  }

  /** Whether an expression has a text. */
  boolean test(Expr expr) {
    return test(expr, productive::contains, new IdentityHashMap<>());
  }

  /** Whether a rule would have no text even if all others had. */
  boolean isOwnFault(String rule) {
    return !test(rules.get(rule), _ -> true, new IdentityHashMap<>())
        || refs(rules.get(rule)).stream().allMatch(r -> r.equals(rule) || productive.contains(r));
  }

  private static boolean test(Expr expr, Predicate<String> rule, Map<Expr, Boolean> known) {
    Boolean done = known.get(expr);
    if (done != null) {
      return done;
    }
    boolean result =
        switch (expr) {
          case Bytes _ -> true;
          case Seq seq -> all(seq.parts(), rule, known);
          case Alt alt -> any(alt.options(), rule, known);
          case Repeat repeat -> repeat.min() == 0 || test(repeat.body(), rule, known);
          case All all -> all(all.all(), rule, known);
          case Ref ref -> rule.test(ref.rule());
          case Within _ -> throw new IllegalArgumentException("a schema holds no grammars");
        };
    known.put(expr, result);
    return result;
  }

  private static boolean all(List<Expr> parts, Predicate<String> rule, Map<Expr, Boolean> known) {
    for (Expr part : parts) {
      if (!test(part, rule, known)) {
        return false;
      }
    }
    return true;
  }

  private static boolean any(List<Expr> options, Predicate<String> rule, Map<Expr, Boolean> known) {
    for (Expr option : options) {
      if (test(option, rule, known)) {
        return true;
      }
    }
    return false;
  }

  /** The rules that an expression needs, directly or not. */
  Map<String, Expr> reachable(Expr root) {
    Map<String, Expr> reached = new LinkedHashMap<>();
    Deque<String> open = new ArrayDeque<>(refs(root));
    while (!open.isEmpty()) {
      String rule = open.pop();
      if (reached.putIfAbsent(rule, rules.get(rule)) == null) {
        open.addAll(refs(rules.get(rule)));
      }
    }
    return reached;
  }

  private static Set<String> refs(Expr root) {
    Set<String> refs = new HashSet<>();
    Set<Expr> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Expr> open = new ArrayDeque<>();
    open.push(root);
    while (!open.isEmpty()) {
      Expr next = open.pop();
      if (!seen.add(next)) {
        continue;
      }
      switch (next) {
        case Bytes _ -> {}
        case Ref ref -> refs.add(ref.rule());
        case Within _ -> throw new IllegalArgumentException("a schema holds no grammars");
        case Seq seq -> seq.parts().forEach(open::push);
        case Alt alt -> alt.options().forEach(open::push);
        case All all -> all.all().forEach(open::push);
        case Repeat repeat -> open.push(repeat.body());
      }
    }
    return refs;
  }
}
