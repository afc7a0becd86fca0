package dev.drover.jinja;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/** Filters that go through elements with another filter, a test or an attribute. */
final class SelectionFilters {
  private SelectionFilters() {}

  static void addTo(Registry registry) {
    Parameters any = Parameters.of("value").variadic();
    registry
        .add("map", any, (run, a) -> lazily(run, a, items -> mapped(run, items, a)))
        .add("select", any, (run, a) -> lazily(run, a, items -> select(run, items, a, 0, true)))
        .add("reject", any, (run, a) -> lazily(run, a, items -> select(run, items, a, 0, false)))
        .add("selectattr", any, (run, a) -> lazily(run, a, items -> select(run, items, a, 1, true)))
        .add(
            "rejectattr", any, (run, a) -> lazily(run, a, items -> select(run, items, a, 1, false)))
        .add("attr", Parameters.of("obj", "name"), (run, a) -> attribute(run, a));
  }

  /** Nothing is looked at, the arguments included, before an element is asked for. */
  private static Generator lazily(
      Run run, Object[] a, Function<Iterator<Object>, Iterator<Object>> through) {
    return Iteration.lazy(() ->
        Values.truth(a[0]) ? through.apply(Iteration.of(run, a[0])) : Iteration.of(run, List.of()));
  }

  private static Iterator<Object> mapped(Run run, Iterator<Object> items, Object[] a) {
    List<Object> positional = ((Tuple) a[1]).items();
    Map<?, ?> named = (Map<?, ?>) a[2];
    if (positional.isEmpty() && named.containsKey("attribute")) {
      for (Object name : named.keySet()) {
        if (!name.equals("attribute") && !name.equals("default")) {
          throw new Fault("Unexpected keyword argument '" + name + "'");
        }
      }
      AttributePath path = AttributePath.of(named.get("attribute"), named.get("default"), false);
      return Iteration.map(items, item -> path.get(run, item));
    }
    if (positional.isEmpty()) {
      throw new Fault("map requires a filter argument");
    }
    return Iteration.map(
        items, item -> Filters.apply(run, positional.getFirst(), arguments(a, 1, item)));
  }

  private static Iterator<Object> select(
      Run run, Iterator<Object> items, Object[] a, int offset, boolean wanted) {
    List<Object> positional = ((Tuple) a[1]).items();
    if (positional.size() < offset) {
      throw new Fault("Missing parameter for attribute name");
    }
    AttributePath path = offset == 0 ? null : AttributePath.of(positional.getFirst());
    Predicate<Object> test =
        item -> {
          Object subject = path == null ? item : path.get(run, item);
          return positional.size() == offset
              ? Values.truth(subject)
              : Values.truth(
                  Tests.apply(run, positional.get(offset), arguments(a, offset + 1, subject)));
        };
    return Iteration.filter(items, item -> test.test(item) == wanted);
  }

  /** Returns an element followed by the filter's arguments from an index on. */
  private static Arguments arguments(Object[] a, int from, Object item) {
    List<Object> given = ((Tuple) a[1]).items();
    Object[] positional = new Object[given.size() - from + 1];
    positional[0] = item;
    for (int i = from; i < given.size(); i++) {
      positional[i - from + 1] = given.get(i);
    }
    @SuppressWarnings("unchecked") // Parameters.bind made it
    Map<String, Object> named = (Map<String, Object>) a[2];
    return new Arguments(positional, named);
  }

  private static Object attribute(Run run, Object[] a) {
    Object attribute = Attributes.find(a[0], StringSearch.string(a[1]));
    return attribute == Missing.MISSING ? Undefined.element(run, a[0], a[1]) : attribute;
  }
}
