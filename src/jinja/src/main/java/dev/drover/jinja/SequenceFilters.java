package dev.drover.jinja;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Filters that take sequences apart, count them or put them together. */
final class SequenceFilters {
  private SequenceFilters() {}

  static void addTo(Registry registry) {
    registry
        .add("length", Parameters.of("obj", "/"), (run, a) -> Values.length(a[0]))
        .alias("count", "length")
        .add("list", Parameters.of("value"), (run, a) -> Iteration.list(run, a[0]))
        .add("first", Parameters.of("seq"), (run, a) -> first(Iteration.of(run, a[0]), "first"))
        .add("last", Parameters.of("seq"), (run, a) -> first(backwards(run, a[0]), "last"))
        .add("reverse", Parameters.of("value"), (run, a) -> reverse(run, a[0]))
        .add(
            "join",
            Parameters.of("value").optional("d", "").optional("attribute", null),
            SequenceFilters::join)
        .add(
            "sum",
            Parameters.of("iterable").optional("attribute", null).optional("start", 0L),
            SequenceFilters::sum)
        .add("items", Parameters.of("value"), (run, a) -> Iteration.lazy(() -> items(run, a[0])))
        .add(
            "batch",
            Parameters.of("value", "linecount").optional("fill_with", null),
            (run, a) -> Iteration.lazy(() -> batch(run, a)))
        .add(
            "slice",
            Parameters.of("value", "slices").optional("fill_with", null),
            (run, a) -> Iteration.lazy(() -> slices(run, a)));
  }

  private static Object first(Iterator<Object> elements, String which) {
    return elements.hasNext()
        ? elements.next()
        : new Undefined("No " + which + " item, sequence was empty.");
  }

  private static Iterator<Object> backwards(Run run, Object value) {
    Iterator<Object> elements = Iteration.reversed(run, value);
    if (elements == null) {
      throw new Fault("'" + Values.typeName(value) + "' object is not reversible");
    }
    return elements;
  }

  private static Object reverse(Run run, Object value) {
    if (Values.isString(value)) {
      return Slice.of(run, value, null, null, -1L);
    }
    Iterator<Object> elements = Iteration.reversed(run, value);
    return elements != null
        ? new Generator(elements)
        : new ArrayList<>(Iteration.list(run, value).reversed());
  }

  private static Object join(Run run, Object[] a) {
    String separator = Values.string(run, a[1]);
    AttributePath path = a[2] == null ? null : AttributePath.of(a[2]);
    Iterator<Object> items = Iteration.of(run, a[0]);
    Text out = new Text(run);
    String between = "";
    while (items.hasNext()) {
      Object item = items.next();
      out.append(between).append(Values.string(run, path == null ? item : path.get(run, item)));
      between = separator;
    }
    return out.toString();
  }

  private static Object sum(Run run, Object[] a) {
    if (Values.isString(a[2])) {
      throw new Fault("sum() can't sum strings [use ''.join(seq) instead]");
    }
    AttributePath path = a[1] == null ? null : AttributePath.of(a[1]);
    Object sum = a[2];
    Iterator<Object> items = Iteration.of(run, a[0]);
    while (items.hasNext()) {
      Object item = items.next();
      sum = Arithmetic.add(run, sum, path == null ? item : path.get(run, item));
    }
    return sum;
  }

  private static Iterator<Object> items(Run run, Object value) {
    if (value instanceof Undefined) {
      return Iteration.of(run, value);
    }
    if (!(value instanceof Map<?, ?> dict)) {
      throw new Fault("Can only get item pairs from a mapping.");
    }
    return Iteration.of(run, new DictView(dict, DictView.Kind.ITEMS));
  }

  private static Iterator<Object> batch(Run run, Object[] a) {
    List<Object> batches = new ArrayList<>();
    List<Object> batch = new ArrayList<>();
    Iterator<Object> items = Iteration.of(run, a[0]);
    while (items.hasNext()) {
      if (Equality.equal(run, (long) batch.size(), a[1])) {
        batches.add(batch);
        batch = new ArrayList<>();
      }
      batch.add(items.next());
    }
    if (!batch.isEmpty()) {
      if (a[2] != null) {
        long missing = Numbers.index(a[1]) - batch.size();
        run.charge(Math.max(0, missing));
        for (long i = 0; i < missing; i++) {
          batch.add(a[2]);
        }
      }
      batches.add(batch);
    }
    return batches.iterator();
  }

  private static Iterator<Object> slices(Run run, Object[] a) {
    List<Object> items = Iteration.list(run, a[0]);
    long count = Numbers.index(a[1]);
    if (count == 0) {
      throw new Fault("integer division or modulo by zero");
    }
    run.charge(Math.max(0, count));
    List<Object> slices = new ArrayList<>();
    long size = Math.floorDiv(items.size(), count);
    long longer = Math.floorMod(items.size(), count);
    int start = 0;
    for (long i = 0; i < count; i++) {
      int end = (int) (start + size + (i < longer ? 1 : 0));
      List<Object> slice = new ArrayList<>(items.subList(start, end));
      if (a[2] != null && i >= longer) {
        slice.add(a[2]);
      }
      slices.add(slice);
      start = end;
    }
    return slices.iterator();
  }
}
