package dev.drover.jinja;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.IntPredicate;

/** {@code <} and its kin, and sorting by it. */
final class Ordering {
  private Ordering() {}

  /**
   * Compares two values.
   *
   * @param holds whether the operator holds for a result of compare
   * @throws Fault if Python does not order values of these types
   */
  static boolean compare(Run run, String operator, Object left, Object right, IntPredicate holds) {
    run.tick();
    if (Numbers.isNumber(left) && Numbers.isNumber(right)) {
      return !isNan(left) && !isNan(right) && holds.test(Numbers.compare(left, right));
    }
    return holds.test(compare(run, operator, left, right, 0));
  }

  static boolean less(Run run, Object left, Object right) {
    return compare(run, "<", left, right, c -> c < 0);
  }

  private static boolean isNan(Object value) {
    return value instanceof Double real && real.isNaN();
  }

  private static int compare(Run run, String operator, Object left, Object right, int depth) {
    run.tick();
    Hashing.checkDepth(depth);
    Arithmetic.checkDefined(left, right);
    if (Numbers.isNumber(left) && Numbers.isNumber(right)) {
      return Numbers.compare(left, right);
    }
    if (Values.isString(left) && Values.isString(right)) {
      String a = Values.characters(left);
      String b = Values.characters(right);
      run.chargeText(Math.min(a.length(), b.length()));
      return Strings.compare(a, b);
    }
    if (left instanceof List<?> a && right instanceof List<?> b) {
      return sequences(run, operator, a, b, depth);
    }
    if (left instanceof Tuple a && right instanceof Tuple b) {
      return sequences(run, operator, a.items(), b.items(), depth);
    }
    throw new Fault(
        "'%s' not supported between instances of '%s' and '%s'"
            .formatted(operator, Values.typeName(left), Values.typeName(right)));
  }

  private static int sequences(Run run, String operator, List<?> left, List<?> right, int depth) {
    Iterator<?> others = right.iterator();
    for (Object item : left) {
      if (!others.hasNext()) {
        return 1;
      }
      Object a = Values.of(item);
      Object b = Values.of(others.next());
      if (!Equality.equal(run, a, b)) {
        return compare(run, operator, a, b, depth + 1);
      }
    }
    return others.hasNext() ? -1 : 0;
  }

  /** An element and what it is sorted by. */
  record Keyed(Object key, Object item) {}

  /**
   * Sorts, keeping the order of equals even in reverse, by merging; Java's own sort would object to
   * the orders that NaN makes.
   */
  static List<Object> sorted(Run run, List<Keyed> elements, boolean reverse) {
    List<Object> result = new ArrayList<>(elements.size());
    for (Keyed element : merged(run, elements, reverse)) {
      result.add(element.item());
    }
    return result;
  }

  private static List<Keyed> merged(Run run, List<Keyed> elements, boolean reverse) {
    if (elements.size() < 2) {
      return elements;
    }
    int middle = elements.size() / 2;
    List<Keyed> left = merged(run, elements.subList(0, middle), reverse);
    List<Keyed> right = merged(run, elements.subList(middle, elements.size()), reverse);
    List<Keyed> result = new ArrayList<>(elements.size());
    int l = 0;
    int r = 0;
    while (l < left.size() && r < right.size()) {
      Keyed a = left.get(l);
      Keyed b = right.get(r);
      boolean rightFirst = reverse ? less(run, a.key(), b.key()) : less(run, b.key(), a.key());
      result.add(rightFirst ? b : a);
      if (rightFirst) {
        r++;
      } else {
        l++;
      }
    }
    result.addAll(left.subList(l, left.size()));
    result.addAll(right.subList(r, right.size()));
    return result;
  }
}
