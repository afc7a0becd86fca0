package dev.drover.jinja;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** The methods of list, tuple and range; a[0] is the sequence. */
final class SequenceMethods {
  private static final Set<String> CHANGING =
      Set.of("append", "clear", "pop", "reverse", "insert", "sort", "extend", "remove");

  private static final Map<String, Builtin> METHODS =
      new Registry()
          .add("count", Parameters.of("self", "value", "/"), SequenceMethods::count)
          .add(
              "index",
              Parameters.of("self", "value")
                  .optional("start", 0L)
                  .optional("stop", Long.MAX_VALUE)
                  .positionalOnly(),
              SequenceMethods::index)
          .map();

  private static final Builtin COPY =
      new Builtin("copy", Parameters.of("self", "/"), (run, a) -> Iteration.list(run, a[0]));

  private SequenceMethods() {}

  /** Returns the method that tuples and ranges have under a name, or null. */
  static Builtin find(String name) {
    return METHODS.get(name);
  }

  static Builtin findInList(String name) {
    return name.equals("copy") ? COPY : METHODS.get(name);
  }

  /** Returns whether a list's method would change it, which the sandbox does not allow. */
  static boolean changes(String name) {
    return CHANGING.contains(name);
  }

  private static Object count(Run run, Object[] a) {
    long count = 0;
    for (Object item : Iteration.list(run, a[0])) {
      if (Equality.equal(run, item, a[1])) {
        count++;
      }
    }
    return count;
  }

  private static Object index(Run run, Object[] a) {
    List<Object> items = Iteration.list(run, a[0]);
    Slice.Indices indices = Slice.Indices.of(a[2], a[3], null, items.size());
    for (long i = indices.start(); i < indices.stop(); i++) {
      if (Equality.equal(run, items.get((int) i), a[1])) {
        return i;
      }
    }
    throw new Fault(Repr.of(run, a[1]) + " is not in list");
  }
}
