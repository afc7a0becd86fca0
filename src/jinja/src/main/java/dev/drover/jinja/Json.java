package dev.drover.jinja;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** JSON as Python's {@code json.dumps} writes it, for the {@code tojson} filter. */
final class Json {
  private final Run run;
  private final Text out;
  private final boolean ascii;
  private final boolean sorted;
  private final String indent;
  private final String itemSeparator;
  private final String keySeparator;

  private Json(Run run, boolean ascii, String indent, Tuple separators, boolean sorted) {
    this.run = run;
    this.out = new Text(run);
    this.ascii = ascii;
    this.sorted = sorted;
    this.indent = indent;
    this.itemSeparator = StringSearch.string(separators.get(0));
    this.keySeparator = StringSearch.string(separators.get(1));
  }

  /**
   * Writes a value.
   *
   * @param indent None, a number of spaces, or a string
   * @param separators None, or the item's and the key's separator
   * @throws Fault if the value has no JSON form
   */
  static String dumps(
      Run run, Object value, boolean ascii, Object indent, Object separators, boolean sorted) {
    String unit = indent == null ? null : indentation(run, indent);
    Tuple pair =
        separators == null
            ? Tuple.of(unit == null ? ", " : ",", ": ")
            : Tuple.of(Iteration.list(run, separators));
    if (pair.size() != 2) {
      throw new Fault("separators must be a pair");
    }
    Json json = new Json(run, ascii, unit, pair, sorted);
    json.write(value, 0);
    return json.out.toString();
  }

  private static String indentation(Run run, Object indent) {
    String text = Values.characters(indent);
    return text != null ? text : new Text(run).repeat(" ", Numbers.index(indent)).toString();
  }

  private void write(Object value, int depth) {
    run.tick();
    run.nested(depth);
    switch (value) {
      case null -> out.append("null");
      case Boolean truth -> out.append(truth ? "true" : "false");
      case Long number -> out.append(Long.toString(number));
      case BigInteger number -> out.append(Numbers.text(number));
      case Double number -> out.append(real(number));
      case String text -> string(text);
      case Markup(String text) -> string(text);
      case List<?> list -> array(list, depth);
      case Tuple tuple -> array(tuple.items(), depth);
      case Map<?, ?> dict -> object(dict, depth);
      default ->
          throw new Fault("Object of type " + Values.typeName(value) + " is not JSON serializable");
    }
  }

  private static String real(double number) {
    if (Double.isNaN(number)) {
      return "NaN";
    }
    if (Double.isInfinite(number)) {
      return number > 0 ? "Infinity" : "-Infinity";
    }
    return FloatText.repr(number);
  }

  private void array(List<?> items, int depth) {
    if (items.isEmpty()) {
      out.append("[]");
      return;
    }
    out.append('[');
    String separator = "";
    for (Object item : items) {
      out.append(separator);
      line(depth + 1);
      write(Values.of(item), depth + 1);
      separator = itemSeparator;
    }
    line(depth);
    out.append(']');
  }

  private void object(Map<?, ?> dict, int depth) {
    if (dict.isEmpty()) {
      out.append("{}");
      return;
    }
    out.append('{');
    String separator = "";
    for (Object key : keys(dict)) {
      out.append(separator);
      line(depth + 1);
      string(key(Values.of(key)));
      out.append(keySeparator);
      write(Values.of(dict.get(key)), depth + 1);
      separator = itemSeparator;
    }
    line(depth);
    out.append('}');
  }

  private Iterable<?> keys(Map<?, ?> dict) {
    if (!sorted) {
      return dict.keySet();
    }
    List<Ordering.Keyed> keyed = new ArrayList<>();
    for (Object key : dict.keySet()) {
      keyed.add(new Ordering.Keyed(Values.of(key), key));
    }
    return Ordering.sorted(run, keyed, false);
  }

  private static String key(Object key) {
    return switch (key) {
      case null -> "null";
      case String text -> text;
      case Boolean truth -> truth ? "true" : "false";
      case Long number -> Long.toString(number);
      case BigInteger number -> Numbers.text(number);
      case Double number -> real(number);
      default ->
          throw new Fault(
              "keys must be str, int, float, bool or None, not " + Values.typeName(key));
    };
  }

  private void line(int depth) {
    if (indent != null) {
      out.append('\n').repeat(indent, depth);
    }
  }

  private void string(String text) {
    out.append('"');
    int plain = 0;
    for (int at = 0; at < text.length(); at++) {
      String escape = escape(text.charAt(at));
      if (escape != null) {
        out.append(text, plain, at).append(escape);
        plain = at + 1;
      }
    }
    out.append(text, plain, text.length()).append('"');
  }

  private String escape(char c) {
    return switch (c) {
      case '"' -> "\\\"";
      case '\\' -> "\\\\";
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      case '\f' -> "\\f";
      case '\b' -> "\\b";
      default -> c < ' ' || (ascii && c > '~') ? "\\u%04x".formatted((int) c) : null;
    };
  }
}
