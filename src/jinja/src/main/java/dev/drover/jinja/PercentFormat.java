package dev.drover.jinja;

import java.util.List;
import java.util.Map;

/** {@code format % values}. */
final class PercentFormat {
  private final Run run;
  private final String format;
  private final Object values;
  private final boolean mapping;
  private final boolean escapes;
  private final Text out;
  private int at;
  private int used;

  private PercentFormat(Run run, Object format, Object values) {
    this.run = run;
    this.format = Values.characters(format);
    this.values = values;
    this.mapping =
        values instanceof Map
            || values instanceof List
            || values instanceof Range
            || values instanceof Undefined;
    this.escapes = format instanceof Markup;
    this.out = new Text(run);
  }

  /**
   * Formats a string.
   *
   * @param values a tuple of values, a mapping for {@code %(name)s}, or one value
   * @throws Fault if the format is wrong or does not fit the values
   */
  static Object format(Run run, Object format, Object values) {
    PercentFormat state = new PercentFormat(run, format, values);
    state.run();
    return state.escapes ? new Markup(state.out.toString()) : state.out.toString();
  }

  private void run() {
    while (at < format.length()) {
      int percent = format.indexOf('%', at);
      if (percent < 0) {
        out.append(format, at, format.length());
        break;
      }
      out.append(format, at, percent);
      at = percent + 1;
      conversion();
    }
    int given = values instanceof Tuple tuple ? tuple.size() : 1;
    if (used < given && !mapping) {
      throw new Fault("not all arguments converted during string formatting");
    }
  }

  private char take() {
    if (at >= format.length()) {
      throw new Fault("incomplete format");
    }
    return format.charAt(at++);
  }

  private Object nextValue() {
    if (values instanceof Tuple tuple) {
      if (used < tuple.size()) {
        return tuple.get(used++);
      }
    } else if (used == 0) {
      used++;
      return values;
    }
    throw new Fault("not enough arguments for format string");
  }

  private void conversion() {
    Object keyed = Missing.MISSING;
    char c = take();
    if (c == '(') {
      keyed = byKey();
      c = take();
    }
    String flags = "";
    while ("#0- +".indexOf(c) >= 0) {
      flags += c;
      c = take();
    }
    long width = 0;
    if (c == '*') {
      width = Numbers.index(nextValue());
      flags += width < 0 ? "-" : "";
      width = Math.abs(width);
      c = take();
    } else {
      for (; c >= '0' && c <= '9'; c = take()) {
        width = limited(width * 10 + c - '0', "width");
      }
    }
    long precision = -1;
    if (c == '.') {
      precision = 0;
      c = take();
      if (c == '*') {
        precision = Math.max(0, Numbers.index(nextValue()));
        c = take();
      } else {
        for (; c >= '0' && c <= '9'; c = take()) {
          precision = limited(precision * 10 + c - '0', "precision");
        }
      }
    }
    while (c == 'h' || c == 'l' || c == 'L') {
      c = take();
    }
    if (c == '%') {
      out.append('%');
      return;
    }
    Object value = keyed == Missing.MISSING ? nextValue() : keyed;
    out.append(converted(c, value, flags, width, (int) limited(precision, "precision")));
  }

  private static long limited(long value, String what) {
    if (value > Integer.MAX_VALUE) {
      throw new Fault(what + " too big");
    }
    return value;
  }

  private Object byKey() {
    int start = at;
    int open = 1;
    while (open > 0) {
      char c = take();
      open += c == '(' ? 1 : c == ')' ? -1 : 0;
    }
    if (!mapping) {
      throw new Fault("format requires a mapping");
    }
    String key = format.substring(start, at - 1);
    Object value = Subscript.item(values, key);
    if (value == Missing.MISSING) {
      throw new Fault(Repr.of(run, key));
    }
    used = 1;
    return value;
  }

  private String converted(char type, Object value, String flags, long width, int precision) {
    boolean left = flags.indexOf('-') >= 0;
    boolean zero = flags.indexOf('0') >= 0 && !left;
    char sign = flags.indexOf('+') >= 0 ? '+' : flags.indexOf(' ') >= 0 ? ' ' : '-';
    boolean alternate = flags.indexOf('#') >= 0;
    char align = left ? '<' : '>';
    return switch (type) {
      case 's' -> text(string(value), align, width, precision);
      case 'r' -> text(escaped(Repr.of(run, value)), align, width, precision);
      case 'a' -> text(escaped(Repr.ascii(run, value)), align, width, precision);
      case 'c' -> text(character(value), align, width, -1);
      case 'd', 'i', 'u', 'x', 'X', 'o' -> {
        char base = type == 'i' || type == 'u' ? 'd' : type;
        FormatSpec spec =
            new FormatSpec(
                zero ? '0' : ' ', zero ? '=' : align, sign, alternate, zero, width, '\0', -1, base);
        yield integer(integerOf(value, type), spec, precision);
      }
      case 'e', 'E', 'f', 'F', 'g', 'G' -> {
        if (!Numbers.isNumber(value)) {
          throw new Fault("must be real number, not " + Values.typeName(value));
        }
        FormatSpec spec =
            new FormatSpec(
                zero ? '0' : ' ',
                zero ? '=' : align,
                sign,
                alternate,
                zero,
                width,
                '\0',
                precision,
                type);
        yield NumberFormat.format(run, Numbers.real(value), spec);
      }
      default -> throw new Fault("unsupported format character '" + type + "'");
    };
  }

  private String string(Object value) {
    return escapes ? Markup.escape(run, value) : Values.string(run, value);
  }

  private String escaped(String text) {
    return escapes ? Html.escape(run, text) : text;
  }

  private String text(String text, char align, long width, int precision) {
    return new FormatSpec(' ', align, '\0', false, false, width, '\0', -1, 's')
        .pad(run, cut(text, precision), align);
  }

  private static String cut(String text, int precision) {
    return precision >= 0 && precision < Strings.length(text)
        ? text.substring(0, Strings.offset(text, precision))
        : text;
  }

  private String character(Object value) {
    if (Numbers.isInteger(value)) {
      return NumberFormat.character(Numbers.big(value));
    }
    String text = Values.characters(value);
    if (text == null || Strings.length(text) != 1) {
      throw new Fault("a character conversion requires int or char");
    }
    return text;
  }

  private static Object integerOf(Object value, char type) {
    boolean decimal = type == 'd' || type == 'i' || type == 'u';
    if (decimal && value instanceof Double real) {
      return Numbers.truncate(real);
    }
    if (!Numbers.isInteger(value)) {
      throw new Fault(
          "%%%c format: %s is required, not %s"
              .formatted(type, decimal ? "a real number" : "an integer", Values.typeName(value)));
    }
    return value;
  }

  /** A precision of an integer is its least number of digits. */
  private String integer(Object value, FormatSpec spec, int precision) {
    if (precision < 0) {
      return NumberFormat.format(run, value, spec);
    }
    FormatSpec bare = new FormatSpec('0', '=', '-', false, true, precision, '\0', -1, spec.type());
    String digits = NumberFormat.format(run, Numbers.normal(Numbers.big(value).abs()), bare);
    String sign =
        Numbers.big(value).signum() < 0 ? "-" : spec.sign() == '-' ? "" : "" + spec.sign();
    String prefix = spec.alternate() && spec.type() != 'd' ? "0" + spec.type() : "";
    long missing = spec.width() - sign.length() - prefix.length() - digits.length();
    if (spec.zero() && missing > 0) {
      digits = new Text(run).repeat("0", missing).append(digits).toString();
    }
    return spec.pad(run, sign + prefix + digits, spec.align() == '=' ? '>' : spec.align());
  }
}
