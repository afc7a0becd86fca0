package dev.drover.jinja;

import java.util.List;
import java.util.Map;

/** All filters by name; a[0] is the value they stand behind. */
final class Filters {
  private static final Map<String, Builtin> FILTERS = filters();

  private Filters() {}

  /** Returns a filter, or null. */
  static Builtin find(String name) {
    return FILTERS.get(name);
  }

  /**
   * Applies a filter that is named at run time.
   *
   * @throws Fault if there is none of that name
   */
  static Object apply(Run run, Object name, Arguments arguments) {
    return named(FILTERS, "filter", name).call(run, arguments);
  }

  /** Finds a filter or test that is named at run time. */
  static Builtin named(Map<String, Builtin> builtins, String kind, Object name) {
    String text = Values.characters(name);
    Builtin builtin = text == null ? null : builtins.get(text);
    if (builtin == null) {
      throw new Fault("No " + kind + " named '" + (text == null ? name : text) + "'.");
    }
    return builtin;
  }

  private static Map<String, Builtin> filters() {
    Registry registry = new Registry();
    TextFilters.addTo(registry);
    HtmlFilters.addTo(registry);
    NumberFilters.addTo(registry);
    SequenceFilters.addTo(registry);
    OrderFilters.addTo(registry);
    SelectionFilters.addTo(registry);
    registry
        .add(
            "default",
            Parameters.of("value").optional("default_value", "").optional("boolean", false),
            (run, a) ->
                a[0] instanceof Undefined || (Values.truth(a[2]) && !Values.truth(a[0]))
                    ? a[1]
                    : a[0])
        .alias("d", "default")
        .add(
            "tojson",
            Parameters.of("x")
                .optional("ensure_ascii", false)
                .optional("indent", null)
                .optional("separators", null)
                .optional("sort_keys", false),
            (run, a) -> Json.dumps(run, a[0], Values.truth(a[1]), a[2], a[3], Values.truth(a[4])));
    for (String name : List.of("pprint", "random", "urlize")) {
      registry.add(
          name,
          Parameters.of("value").variadic(),
          (run, a) -> {
            throw new Fault("the filter '" + name + "' is not supported");
          });
    }
    return registry.map();
  }
}
