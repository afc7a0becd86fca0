package dev.drover.jinja;

import java.util.Map;

/** {@code str.format}, its fields looked up as the sandbox does. */
final class StringFormat {
  private static final int MAX_NESTING = 2;

  private final Run run;
  private final Tuple positional;
  private final Object named;
  private final boolean escapes;

  /** The next automatic index; -1 once indexes are given. */
  private int nextIndex;

  private StringFormat(Run run, Tuple positional, Object named, boolean escapes) {
    this.run = run;
    this.positional = positional;
    this.named = named;
    this.escapes = escapes;
  }

  static String format(Run run, String template, Tuple positional, Map<?, ?> named) {
    return new StringFormat(run, positional, named, false).format(template, MAX_NESTING);
  }

  /** Formats as a marked string does: what is filled in is escaped. */
  static String formatEscaped(Run run, String template, Tuple positional, Map<?, ?> named) {
    return new StringFormat(run, positional, named, true).format(template, MAX_NESTING);
  }

  static String formatMap(Run run, String template, Object named) {
    return new StringFormat(run, Tuple.EMPTY, named, false).format(template, MAX_NESTING);
  }

  private String format(String template, int nesting) {
    if (nesting < 0) {
      throw new Fault("Max string recursion exceeded");
    }
    Text out = new Text(run);
    int at = 0;
    while (at < template.length()) {
      char c = template.charAt(at);
      boolean brace = c == '{' || c == '}';
      if (brace && at + 1 < template.length() && template.charAt(at + 1) == c) {
        out.append(c);
        at += 2;
      } else if (c == '}') {
        throw new Fault("Single '}' encountered in format string");
      } else if (c == '{') {
        at = field(template, at + 1, out, nesting);
      } else {
        out.append(c);
        at++;
      }
    }
    return out.toString();
  }

  /** Formats the field that starts behind a brace, and returns where it ends. */
  private int field(String template, int start, Text out, int nesting) {
    int at = nameEnd(template, start);
    String name = template.substring(start, at);
    char conversion = 0;
    if (template.charAt(at) == '!') {
      if (at + 2 >= template.length()) {
        throw new Fault("end of string while looking for conversion specifier");
      }
      conversion = template.charAt(at + 1);
      at += 2;
      if (template.charAt(at) != ':' && template.charAt(at) != '}') {
        throw new Fault("expected ':' after conversion specifier");
      }
    }
    int specStart = template.charAt(at) == ':' ? at + 1 : at;
    int end = matchingBrace(template, specStart);
    Object value = convert(value(name), conversion);
    String spec = format(template.substring(specStart, end), nesting - 1);
    out.append(formatted(value, spec));
    return end + 1;
  }

  private static int nameEnd(String template, int start) {
    boolean inBrackets = false;
    for (int at = start; at < template.length(); at++) {
      switch (template.charAt(at)) {
        case '{' -> throw new Fault("unexpected '{' in field name");
        case '[' -> inBrackets = true;
        case ']' -> inBrackets = false;
        case '}', ':', '!' -> {
          if (!inBrackets) {
            return at;
          }
        }
        default -> {}
      }
    }
    throw new Fault(
        start == template.length()
            ? "Single '{' encountered in format string"
            : "expected '}' before end of string");
  }

  private static int matchingBrace(String template, int start) {
    int open = 1;
    for (int at = start; at < template.length(); at++) {
      char c = template.charAt(at);
      open += c == '{' ? 1 : c == '}' ? -1 : 0;
      if (open == 0) {
        return at;
      }
    }
    throw new Fault("unmatched '{' in format spec");
  }

  private Object value(String field) {
    int end = 0;
    while (end < field.length() && field.charAt(end) != '.' && field.charAt(end) != '[') {
      end++;
    }
    Object value = first(field.substring(0, end));
    while (end < field.length()) {
      int start = end + 1;
      if (field.charAt(end) == '[') {
        end = field.indexOf(']', start);
        if (end < 0) {
          throw new Fault("Missing ']' in format string");
        }
        value = Subscript.get(run, value, key(nonEmpty(field.substring(start, end))));
        end++;
        if (end < field.length() && field.charAt(end) != '.' && field.charAt(end) != '[') {
          throw new Fault("Only '.' or '[' may follow ']' in format field specifier");
        }
      } else {
        end = start;
        while (end < field.length() && field.charAt(end) != '.' && field.charAt(end) != '[') {
          end++;
        }
        value = Attributes.get(run, value, nonEmpty(field.substring(start, end)));
      }
    }
    return value;
  }

  private static String nonEmpty(String name) {
    if (name.isEmpty()) {
      throw new Fault("Empty attribute in format string");
    }
    return name;
  }

  /** Returns the integer that a name is, else the name itself. */
  private static Object key(String name) {
    if (name.isEmpty() || !name.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return name;
    }
    if (name.length() > 18) {
      throw new Fault("Too many decimal digits in format string");
    }
    return Long.valueOf(name);
  }

  private Object first(String name) {
    Object key = key(name);
    if (name.isEmpty()) {
      if (nextIndex < 0) {
        throw new Fault(
            "cannot switch from manual field specification to automatic field numbering");
      }
      key = (long) nextIndex++;
    } else if (key instanceof Long) {
      if (nextIndex > 0) {
        throw new Fault(
            "cannot switch from automatic field numbering to manual field specification");
      }
      nextIndex = -1;
    }
    Object value =
        key instanceof Long ? Subscript.item(positional, key) : Subscript.item(named, key);
    if (value == Missing.MISSING) {
      throw new Fault(
          key instanceof Long index
              ? "Replacement index " + index + " out of range for positional args tuple"
              : Repr.of(run, key));
    }
    return value;
  }

  private Object convert(Object value, char conversion) {
    return switch (conversion) {
      case 0 -> value;
      case 's' -> Values.string(run, value);
      case 'r' -> Repr.of(run, value);
      case 'a' -> Repr.ascii(run, value);
      default -> throw new Fault("Unknown conversion specifier " + conversion);
    };
  }

  private String formatted(Object value, String spec) {
    if (!escapes) {
      return FormatSpec.format(run, value, spec);
    }
    if (value instanceof Markup markup) {
      if (!spec.isEmpty()) {
        throw new Fault("Unsupported format specification for Markup.");
      }
      return markup.text();
    }
    return Html.escape(run, FormatSpec.format(run, value, spec));
  }
}
