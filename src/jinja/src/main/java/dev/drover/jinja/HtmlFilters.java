package dev.drover.jinja;

import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Filters that write HTML or URLs. */
final class HtmlFilters {
  private HtmlFilters() {}

  static void addTo(Registry registry) {
    registry
        .add("escape", Parameters.of("s", "/"), (run, a) -> new Markup(Markup.escape(run, a[0])))
        .alias("e", "escape")
        .add(
            "forceescape",
            Parameters.of("value"),
            (run, a) -> new Markup(Html.escape(run, Values.string(run, a[0]))))
        .add("safe", Parameters.of("value"), (run, a) -> new Markup(Values.string(run, a[0])))
        .add(
            "striptags",
            Parameters.of("value"),
            (run, a) -> Html.stripTags(run, Values.string(run, a[0])))
        .add("urlencode", Parameters.of("value"), (run, a) -> urlEncode(run, a[0]))
        .add(
            "xmlattr",
            Parameters.of("d").optional("autospace", true),
            (run, a) -> attributes(run, a[0], Values.truth(a[1])));
  }

  private static String urlEncode(Run run, Object value) {
    Text out = new Text(run);
    if (Values.isString(value) || !Iteration.isIterable(value)) {
      quote(out, Values.string(run, value), false);
      return out.toString();
    }
    Object pairs =
        value instanceof Map<?, ?> dict ? new DictView(dict, DictView.Kind.ITEMS) : value;
    Iterator<Object> iterator = Iteration.of(run, pairs);
    String separator = "";
    while (iterator.hasNext()) {
      List<Object> pair = Iteration.list(run, iterator.next());
      if (pair.size() != 2) {
        throw new Fault("expected pairs to encode, got " + pair.size() + " values");
      }
      out.append(separator);
      quote(out, Values.string(run, pair.get(0)), true);
      out.append('=');
      quote(out, Values.string(run, pair.get(1)), true);
      separator = "&";
    }
    return out.toString();
  }

  private static void quote(Text out, String text, boolean query) {
    for (byte unit : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (unit & 0xff);
      boolean plain = c < 128 && (Character.isLetterOrDigit(c) || "_.-~".indexOf(c) >= 0);
      if (plain || (c == '/' && !query)) {
        out.append(c);
      } else if (c == ' ' && query) {
        out.append('+');
      } else {
        out.append("%%%02X".formatted((int) c));
      }
    }
  }

  private static String attributes(Run run, Object value, boolean autospace) {
    if (!(value instanceof Map<?, ?> dict)) {
      throw new Fault("'" + Values.typeName(value) + "' object has no attribute 'items'");
    }
    Text out = new Text(run);
    String separator = autospace ? " " : "";
    for (Map.Entry<?, ?> entry : dict.entrySet()) {
      run.tick();
      Object content = Values.of(entry.getValue());
      if (content == null || content instanceof Undefined) {
        continue;
      }
      String key = StringSearch.string(Values.of(entry.getKey()));
      if (key.chars().anyMatch(c -> " \t\n\r\f\u000b/>=".indexOf(c) >= 0)) {
        throw new Fault("Invalid character in attribute name: " + Repr.of(run, key));
      }
      out.append(separator)
          .append(Html.escape(run, key))
          .append("=\"")
          .append(Markup.escape(run, content))
          .append('"');
      separator = " ";
    }
    return out.toString();
  }
}
