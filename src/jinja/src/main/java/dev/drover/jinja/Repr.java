package dev.drover.jinja;

import java.math.BigInteger;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Values as text, as Python's {@code repr} writes them. */
final class Repr {
  private Repr() {}

  /** Returns what {@code str} gives for anything but a string. */
  static String str(Run run, Object value) {
    return value instanceof Undefined ? "" : of(run, value);
  }

  static String of(Run run, Object value) {
    return of(run, value, 0);
  }

  /** Returns the text of a value that lies within containers. */
  static String of(Run run, Object value, int depth) {
    Text out = new Text(run);
    append(run, out, value, depth);
    return out.toString();
  }

  private static void append(Run run, Text out, Object value, int depth) {
    run.nested(depth);
    switch (value) {
      case null -> out.append("None");
      case Boolean truth -> out.append(truth ? "True" : "False");
      case Long number -> out.append(Long.toString(number));
      case BigInteger number -> out.append(Numbers.text(number));
      case Double number -> out.append(FloatText.repr(number));
      case String text -> quote(run, out, text);
      case List<?> list -> append(run, out, list, "[", "]", depth);
      case Map<?, ?> dict -> appendDict(run, out, dict, depth);
      case Undefined ignored -> out.append("Undefined");
      case Value own -> out.append(own.text(run, depth));
      default -> throw new Fault("cannot print a " + Values.typeName(value));
    }
  }

  /** Returns elements between brackets. */
  static String sequence(Run run, List<?> items, String open, String close, int depth) {
    Text out = new Text(run);
    append(run, out, items, open, close, depth);
    return out.toString();
  }

  private static void append(
      Run run, Text out, List<?> items, String open, String close, int depth) {
    out.append(open);
    String separator = "";
    for (Object item : items) {
      run.tick();
      out.append(separator);
      append(run, out, Values.of(item), depth + 1);
      separator = ", ";
    }
    out.append(close);
  }

  private static void appendDict(Run run, Text out, Map<?, ?> dict, int depth) {
    out.append('{');
    Iterator<? extends Map.Entry<?, ?>> entries = dict.entrySet().iterator();
    while (entries.hasNext()) {
      run.tick();
      Map.Entry<?, ?> entry = entries.next();
      append(run, out, Values.of(entry.getKey()), depth + 1);
      out.append(": ");
      append(run, out, Values.of(entry.getValue()), depth + 1);
      if (entries.hasNext()) {
        out.append(", ");
      }
    }
    out.append('}');
  }

  /** Returns a string's text with all but ASCII escaped, as Python's {@code ascii} does. */
  static String ascii(Run run, Object value) {
    String text = of(run, value);
    Text out = new Text(run);
    text.codePoints()
        .forEach(point -> out.append(point < 128 ? Character.toString(point) : hex(point)));
    return out.toString();
  }

  private static void quote(Run run, Text out, String text) {
    run.chargeText(text.length());
    char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
    out.append(quote);
    int plain = 0;
    int at = 0;
    while (at < text.length()) {
      int point = text.codePointAt(at);
      int next = at + Character.charCount(point);
      if (point == quote || point == '\\' || !Characters.isPrintable(point)) {
        out.append(text, plain, at).append(escape(point));
        plain = next;
      }
      at = next;
    }
    out.append(text, plain, text.length()).append(quote);
  }

  private static String escape(int point) {
    return switch (point) {
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      case '\\', '\'', '"' -> "\\" + (char) point;
      default -> hex(point);
    };
  }

  private static String hex(int point) {
    String format = point < 0x100 ? "\\x%02x" : point < 0x10000 ? "\\u%04x" : "\\U%08x";
    return format.formatted(point);
  }
}
