package dev.drover.jinja;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The methods of dict; a[0] is the dict. */
final class DictMethods {
  private static final Parameters NONE = Parameters.of("self", "/");
  private static final Set<String> CHANGING =
      Set.of("clear", "pop", "popitem", "setdefault", "update");

  private static final Map<String, Builtin> METHODS =
      new Registry()
          .add(
              "get",
              Parameters.of("self", "key").optional("default", null).positionalOnly(),
              DictMethods::get)
          .add("items", NONE, (run, a) -> view(a, DictView.Kind.ITEMS))
          .add("keys", NONE, (run, a) -> view(a, DictView.Kind.KEYS))
          .add("values", NONE, (run, a) -> view(a, DictView.Kind.VALUES))
          .add("copy", NONE, (run, a) -> a[0])
          .add(
              "fromkeys",
              Parameters.of("self", "iterable").optional("value", null).positionalOnly(),
              DictMethods::fromKeys)
          .map();

  private DictMethods() {}

  static Builtin find(String name) {
    return METHODS.get(name);
  }

  /** Returns whether a method would change the dict, which the sandbox does not allow. */
  static boolean changes(String name) {
    return CHANGING.contains(name);
  }

  private static Object get(Run run, Object[] a) {
    Object value = Dicts.get((Map<?, ?>) a[0], a[1]);
    return value == Missing.MISSING ? a[2] : value;
  }

  private static DictView view(Object[] a, DictView.Kind kind) {
    return new DictView((Map<?, ?>) a[0], kind);
  }

  private static Object fromKeys(Run run, Object[] a) {
    Map<Object, Object> dict = new LinkedHashMap<>();
    Iterator<Object> keys = Iteration.of(run, a[1]);
    while (keys.hasNext()) {
      Dicts.put(dict, keys.next(), a[2]);
    }
    return dict;
  }
}
