package dev.drover.jinja;

/**
 * A format specification, as {@code format()} and {@code str.format} read it.
 *
 * @param align one of {@code < > = ^}, or 0 for the type's own
 * @param sign one of {@code + - space}, or 0
 * @param grouping {@code ,} or {@code _}, or 0
 * @param precision -1 if there is none
 * @param type 0 if there is none
 */
record FormatSpec(
    int fill,
    char align,
    char sign,
    boolean alternate,
    boolean zero,
    long width,
    char grouping,
    int precision,
    char type) {

  /**
   * Parses a specification.
   *
   * @throws Fault if it is not one
   */
  static FormatSpec parse(String spec) {
    return new Parser(spec).parse();
  }

  /** Formats a value as {@code format(value, spec)} does. */
  static String format(Run run, Object value, String spec) {
    if (spec.isEmpty()) {
      return Values.string(run, value);
    }
    String text = Values.characters(value);
    if (text != null) {
      return parse(spec).text(run, text);
    }
    if (!Numbers.isNumber(value)) {
      throw new Fault(
          "unsupported format string passed to " + Values.typeName(value) + ".__format__");
    }
    return NumberFormat.format(run, value, parse(spec));
  }

  private String text(Run run, String text) {
    if (type != 0 && type != 's') {
      throw unknownType("str");
    }
    if (sign != 0 || alternate || align == '=' || grouping != 0) {
      throw new Fault("Sign, '#', '=' and ',' are not allowed in string format specifier");
    }
    String cut =
        precision >= 0 && precision < Strings.length(text)
            ? text.substring(0, Strings.offset(text, precision))
            : text;
    return pad(run, cut, '<');
  }

  Fault unknownType(String typeName) {
    return new Fault("Unknown format code '" + type + "' for object of type '" + typeName + "'");
  }

  /** Returns a text filled up to the width. */
  String pad(Run run, String text, char ownAlign) {
    long missing = width - Strings.length(text);
    if (missing <= 0) {
      return text;
    }
    long before =
        switch (align == 0 ? ownAlign : align) {
          case '<' -> 0;
          case '^' -> missing / 2;
          default -> missing;
        };
    String filler = Character.toString(fill);
    return new Text(run)
        .repeat(filler, before)
        .append(text)
        .repeat(filler, missing - before)
        .toString();
  }

  private static final class Parser {
    private final String spec;
    private int at;

    Parser(String spec) {
      this.spec = spec;
    }

    FormatSpec parse() {
      int fill = ' ';
      char align = 0;
      boolean filled = false;
      int first = spec.codePointAt(0);
      int second = Character.charCount(first);
      if (second < spec.length() && isAlign(spec.charAt(second))) {
        fill = first;
        filled = true;
        align = spec.charAt(second);
        at = second + 1;
      } else {
        align = take("<>=^");
      }
      char sign = take("+- ");
      boolean alternate = take("#") != 0;
      boolean zero = take("0") != 0;
      long width = Math.max(0, number());
      char grouping = take(",_");
      int precision = -1;
      if (take(".") != 0) {
        precision = (int) number();
        if (precision < 0) {
          throw new Fault("Format specifier missing precision");
        }
      }
      char type = at < spec.length() ? spec.charAt(at++) : 0;
      if (at < spec.length()) {
        throw new Fault("Invalid format specifier");
      }
      return new FormatSpec(
          zero && !filled ? '0' : fill,
          align,
          sign,
          alternate,
          zero,
          width,
          grouping,
          precision,
          type);
    }

    private static boolean isAlign(char c) {
      return "<>=^".indexOf(c) >= 0;
    }

    private char take(String any) {
      if (at < spec.length() && any.indexOf(spec.charAt(at)) >= 0) {
        return spec.charAt(at++);
      }
      return 0;
    }

    private long number() {
      int start = at;
      long value = 0;
      while (at < spec.length() && Character.digit(spec.charAt(at), 10) >= 0) {
        value = value * 10 + Character.digit(spec.charAt(at++), 10);
        if (value > Integer.MAX_VALUE) {
          throw new Fault("Too many decimal digits in format string");
        }
      }
      return at == start ? -1 : value;
    }
  }
}
