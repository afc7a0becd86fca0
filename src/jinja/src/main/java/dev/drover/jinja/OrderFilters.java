package dev.drover.jinja;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Filters that sort, group, or pick by order. */
final class OrderFilters {
  private static final List<String> GROUP = List.of("grouper", "list");

  private OrderFilters() {}

  static void addTo(Registry registry) {
    Parameters extreme =
        Parameters.of("value").optional("case_sensitive", false).optional("attribute", null);
    registry
        .add(
            "sort",
            Parameters.of("value")
                .optional("reverse", false)
                .optional("case_sensitive", false)
                .optional("attribute", null),
            OrderFilters::sort)
        .add(
            "dictsort",
            Parameters.of("value")
                .optional("case_sensitive", false)
                .optional("by", "key")
                .optional("reverse", false),
            OrderFilters::sortDict)
        .add(
            "groupby",
            Parameters.of("value", "attribute")
                .optional("default", null)
                .optional("case_sensitive", false),
            OrderFilters::group)
        .add("unique", extreme, (run, a) -> Iteration.lazy(() -> unique(run, a)))
        .add("min", extreme, (run, a) -> extreme(run, a, "<"))
        .add("max", extreme, (run, a) -> extreme(run, a, ">"));
  }

  private static List<Ordering.Keyed> keyed(Run run, Object value, Function<Object, Object> key) {
    List<Ordering.Keyed> elements = new ArrayList<>();
    Iterator<Object> items = Iteration.of(run, value);
    while (items.hasNext()) {
      Object item = items.next();
      elements.add(new Ordering.Keyed(key.apply(item), item));
    }
    return elements;
  }

  private static Object sort(Run run, Object[] a) {
    List<AttributePath> paths = AttributePath.several(a[3], !Values.truth(a[2]));
    Function<Object, Object> key =
        item -> {
          List<Object> keys = new ArrayList<>(paths.size());
          for (AttributePath path : paths) {
            keys.add(path.get(run, item));
          }
          return keys;
        };
    return Ordering.sorted(run, keyed(run, a[0], key), Values.truth(a[1]));
  }

  private static Object sortDict(Run run, Object[] a) {
    String by = Values.characters(a[2]);
    if (!"key".equals(by) && !"value".equals(by)) {
      throw new Fault("You can only sort by either \"key\" or \"value\"");
    }
    if (!(a[0] instanceof Map<?, ?> dict)) {
      throw new Fault("'" + Values.typeName(a[0]) + "' object has no attribute 'items'");
    }
    int position = by.equals("key") ? 0 : 1;
    boolean caseSensitive = Values.truth(a[1]);
    Function<Object, Object> key =
        item -> {
          Object value = ((Tuple) item).get(position);
          return caseSensitive ? value : AttributePath.lower(value);
        };
    DictView items = new DictView(dict, DictView.Kind.ITEMS);
    return Ordering.sorted(run, keyed(run, items, key), Values.truth(a[3]));
  }

  private static Object group(Run run, Object[] a) {
    boolean caseSensitive = Values.truth(a[3]);
    AttributePath path = AttributePath.of(a[1], a[2], !caseSensitive);
    AttributePath original = AttributePath.of(a[1], a[2], false);
    List<Object> groups = new ArrayList<>();
    List<Object> members = null;
    Object last = null;
    List<Ordering.Keyed> elements = keyed(run, a[0], item -> path.get(run, item));
    for (Object item : Ordering.sorted(run, elements, false)) {
      Object key = path.get(run, item);
      if (members == null || !Equality.equal(run, last, key)) {
        members = new ArrayList<>();
        groups.add(Tuple.named(GROUP, original.get(run, item), members));
        last = key;
      }
      members.add(item);
    }
    return groups;
  }

  private static Iterator<Object> unique(Run run, Object[] a) {
    AttributePath path = AttributePath.of(a[2], null, !Values.truth(a[1]));
    Set<Object> seen = new HashSet<>();
    return Iteration.filter(
        Iteration.of(run, a[0]), item -> Dicts.addKey(seen, path.get(run, item)));
  }

  private static Object extreme(Run run, Object[] a, String operator) {
    AttributePath path = AttributePath.of(a[2], null, !Values.truth(a[1]));
    Iterator<Object> items = Iteration.of(run, a[0]);
    if (!items.hasNext()) {
      return new Undefined("No aggregated item, sequence was empty.");
    }
    Object best = items.next();
    Object bestKey = path.get(run, best);
    while (items.hasNext()) {
      Object item = items.next();
      Object key = path.get(run, item);
      boolean better =
          Ordering.compare(run, operator, key, bestKey, c -> operator.equals("<") ? c < 0 : c > 0);
      if (better) {
        best = item;
        bestKey = key;
      }
    }
    return best;
  }
}
