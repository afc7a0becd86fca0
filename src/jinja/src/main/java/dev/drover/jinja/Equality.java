package dev.drover.jinja;

import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * {@code ==}. Elements are counted: values may share parts, so that a small one unfolds to many.
 */
final class Equality {
  /** Comparisons of two keys, which no run counts. */
  private static final int MAX_KEY_COMPARISONS = 1 << 20;

  private final Runnable tick;

  private Equality(Runnable tick) {
    this.tick = tick;
  }

  static boolean equal(Run run, Object left, Object right) {
    if (left instanceof String a && right instanceof String b) {
      run.chargeText(Math.min(a.length(), b.length()));
      return a.equals(b);
    }
    if (left instanceof Long a && right instanceof Long b) {
      return a.equals(b);
    }
    return new Equality(run::tick).equal(left, right, 0);
  }

  /** Compares two keys. */
  static boolean bounded(Tuple left, Tuple right) {
    return new Equality(
            new Runnable() {
              private int left = MAX_KEY_COMPARISONS;

              @Override
              public void run() {
                if (--left < 0) {
                  throw new Fault.Limit("keyComparisons", MAX_KEY_COMPARISONS);
                }
              }
            })
        .equal(left, right, 0);
  }

  private boolean equal(Object left, Object right, int depth) {
    if (Values.identical(left, right) && !(left instanceof Double)) {
      return true;
    }
    tick.run();
    Hashing.checkDepth(depth);
    return switch (left) {
      case null -> false;
      case Undefined ignored -> right instanceof Undefined;
      case String text -> text.equals(Values.characters(right));
      case Markup(String text) -> text.equals(Values.characters(right));
      case List<?> list -> right instanceof List<?> other && sequences(list, other, depth);
      case Map<?, ?> dict -> right instanceof Map<?, ?> other && dicts(dict, other, depth);
      case Tuple tuple ->
          right instanceof Tuple other && sequences(tuple.items(), other.items(), depth);
      case Range range ->
          right instanceof Range other && sequences(range.items(), other.items(), depth);
      default -> numbers(left, right);
    };
  }

  private static boolean numbers(Object left, Object right) {
    return Numbers.isNumber(left)
        && Numbers.isNumber(right)
        && !isNan(left)
        && !isNan(right)
        && Numbers.compare(left, right) == 0;
  }

  private static boolean isNan(Object value) {
    return value instanceof Double real && real.isNaN();
  }

  private boolean sequences(List<?> left, List<?> right, int depth) {
    if (left.size() != right.size()) {
      return false;
    }
    Iterator<?> others = right.iterator();
    for (Object item : left) {
      if (!equal(Values.of(item), Values.of(others.next()), depth + 1)) {
        return false;
      }
    }
    return true;
  }

  private boolean dicts(Map<?, ?> left, Map<?, ?> right, int depth) {
    if (left.size() != right.size()) {
      return false;
    }
    for (Map.Entry<?, ?> entry : left.entrySet()) {
      Object other = Dicts.get(right, Values.of(entry.getKey()));
      if (other == Missing.MISSING || !equal(Values.of(entry.getValue()), other, depth + 1)) {
        return false;
      }
    }
    return true;
  }
}
