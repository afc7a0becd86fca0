package dev.drover.jinja;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The methods of marked strings: those of str, with what comes in escaped and what goes out marked.
 */
final class MarkupMethods {
  private static final Set<String> ESCAPE_LAST = Set.of("replace", "ljust", "rjust", "center");

  private static final Map<String, Builtin> METHODS = methods();

  private MarkupMethods() {}

  static Builtin find(String name) {
    return METHODS.get(name);
  }

  private static Map<String, Builtin> methods() {
    Map<String, Builtin> methods = new HashMap<>();
    StringMethods.all()
        .forEach((name, method) ->
            methods.put(
                name,
                new Builtin(name, method.parameters(), (run, a) -> apply(run, name, method, a))));
    methods.put(
        "striptags",
        new Builtin(
            "striptags",
            Parameters.of("self", "/"),
            (run, a) -> Html.stripTags(run, Values.string(run, a[0]))));
    methods.put(
        "unescape",
        new Builtin(
            "unescape",
            Parameters.of("self", "/"),
            (run, a) -> Html.unescape(run, Values.string(run, a[0]))));
    return Map.copyOf(methods);
  }

  private static Object apply(Run run, String name, Builtin method, Object[] a) {
    Object[] plain = a.clone();
    plain[0] = Values.string(run, a[0]);
    if (name.equals("format")) {
      return new Markup(
          StringFormat.formatEscaped(run, (String) plain[0], (Tuple) a[1], (Map<?, ?>) a[2]));
    }
    if (ESCAPE_LAST.contains(name)) {
      plain[2] = Markup.escape(run, a[2]);
    } else if (name.equals("join")) {
      List<Object> escaped = new ArrayList<>();
      Iteration.of(run, a[1]).forEachRemaining(item -> escaped.add(Markup.escape(run, item)));
      plain[1] = escaped;
    }
    return marked(method.body().apply(run, plain));
  }

  private static Object marked(Object result) {
    return switch (result) {
      case String text -> new Markup(text);
      case List<?> list -> list.stream().map(MarkupMethods::marked).toList();
      case Tuple tuple -> Tuple.of(tuple.items().stream().map(MarkupMethods::marked).toArray());
      default -> result;
    };
  }
}
