package dev.drover.jinja;

import java.math.BigInteger;
import java.util.Locale;

/** Numbers by a format specification. */
final class NumberFormat {
  private static final int DEFAULT_PRECISION = 6;

  private NumberFormat() {}

  static String format(Run run, Object number, FormatSpec spec) {
    if (spec.precision() > 0) {
      run.text(spec.precision(), spec.precision());
    }
    if (number instanceof Double real) {
      return real(run, real, spec);
    }
    return switch (spec.type()) {
      case 'e', 'E', 'f', 'F', 'g', 'G', '%' -> real(run, Numbers.real(number), spec);
      default -> integer(run, Numbers.big(number), spec);
    };
  }

  private static String integer(Run run, BigInteger number, FormatSpec spec) {
    if (spec.precision() >= 0) {
      throw new Fault("Precision not allowed in integer format specifier");
    }
    BigInteger magnitude = number.abs();
    String sign = sign(number.signum() < 0, spec);
    return switch (spec.type()) {
      case 0, 'd', 'n' -> layout(run, sign, Numbers.text(magnitude), spec, 3);
      case 'b' -> layout(run, sign + prefix(spec, "0b"), magnitude.toString(2), spec, 4);
      case 'o' -> layout(run, sign + prefix(spec, "0o"), magnitude.toString(8), spec, 4);
      case 'x' -> layout(run, sign + prefix(spec, "0x"), magnitude.toString(16), spec, 4);
      case 'X' ->
          layout(
              run,
              sign + prefix(spec, "0X"),
              magnitude.toString(16).toUpperCase(Locale.ROOT),
              spec,
              4);
      case 'c' -> spec.pad(run, character(number, spec), '<');
      default -> throw spec.unknownType("int");
    };
  }

  private static String prefix(FormatSpec spec, String prefix) {
    return spec.alternate() ? prefix : "";
  }

  private static String sign(boolean negative, FormatSpec spec) {
    return negative
        ? "-"
        : spec.sign() == '-' || spec.sign() == 0 ? "" : String.valueOf(spec.sign());
  }

  private static String character(BigInteger point, FormatSpec spec) {
    if (spec.sign() != 0 || spec.alternate() || spec.grouping() != 0) {
      throw new Fault("sign, '#', ',' and '_' are not allowed with 'c'");
    }
    return character(point);
  }

  /** Returns the character of a code point. */
  static String character(BigInteger point) {
    if (point.signum() < 0 || point.compareTo(BigInteger.valueOf(Character.MAX_CODE_POINT)) > 0) {
      throw new Fault("character code not in range(0x110000)");
    }
    return Character.toString(point.intValue());
  }

  private static String real(Run run, double number, FormatSpec spec) {
    boolean negative = number < 0 || (number == 0 && 1 / number < 0);
    String sign = sign(negative, spec);
    boolean percent = spec.type() == '%';
    double magnitude = Math.abs(percent ? number * 100 : number);
    String text;
    if (Double.isNaN(magnitude) || Double.isInfinite(magnitude)) {
      text = Double.isNaN(magnitude) ? "nan" : "inf";
    } else {
      text = magnitude(magnitude, spec);
    }
    if (Character.isUpperCase(spec.type())) {
      text = text.toUpperCase(Locale.ROOT);
    }
    return layout(run, sign, percent ? text + "%" : text, spec, 3);
  }

  private static String magnitude(double magnitude, FormatSpec spec) {
    int precision = spec.precision() < 0 ? DEFAULT_PRECISION : spec.precision();
    boolean keepZeros = spec.alternate();
    String text =
        switch (spec.type()) {
          case 'f', 'F', '%' -> FloatText.fixed(magnitude, precision);
          case 'e', 'E' -> FloatText.exponent(magnitude, precision);
          case 'g', 'G', 'n' -> FloatText.general(magnitude, Math.max(1, precision), keepZeros);
          case 0 ->
              spec.precision() < 0
                  ? FloatText.repr(magnitude)
                  : shortGeneral(magnitude, Math.max(1, precision), keepZeros);
          default -> throw spec.unknownType("float");
        };
    return spec.alternate() ? withPoint(text) : text;
  }

  private static String withPoint(String text) {
    if (text.indexOf('.') >= 0) {
      return text;
    }
    int e = text.indexOf('e');
    return e < 0 ? text + "." : text.substring(0, e) + "." + text.substring(e);
  }

  /** Without a type, a float keeps a decimal or an exponent, so that it stays one. */
  private static String shortGeneral(double magnitude, int significant, boolean keepZeros) {
    String text = FloatText.general(magnitude, significant, keepZeros);
    if (text.indexOf('.') >= 0 || text.indexOf('e') >= 0) {
      return text;
    }
    if (text.length() < significant) {
      return text + ".0";
    }
    return keepZeros
        ? FloatText.exponent(magnitude, significant - 1)
        : FloatText.shortestExponent(magnitude, significant);
  }

  private static String layout(
      Run run, String prefix, String digits, FormatSpec spec, long groupSize) {
    if (spec.type() == 'n' && spec.grouping() != 0) {
      throw new Fault("Cannot specify ',' with 'n'.");
    }
    if (spec.grouping() == ',' && groupSize == 4) {
      throw new Fault("Cannot specify ',' with '" + spec.type() + "'.");
    }
    boolean inner = spec.align() == '=' || (spec.align() == 0 && spec.zero());
    long room = spec.width() - prefix.length();
    if (!inner) {
      return spec.pad(run, prefix + grouped(digits, spec.grouping(), groupSize), '>');
    }
    String filler = Character.toString(spec.fill());
    String text = grouped(digits, spec.grouping(), groupSize);
    if (spec.grouping() != 0 && spec.fill() == '0') {
      text = zeros(run, digits, spec.grouping(), groupSize, room);
    }
    return new Text(run)
        .append(prefix)
        .repeat(filler, room - text.length())
        .append(text)
        .toString();
  }

  /** Zeros before grouped digits are grouped too, and never start with a separator. */
  private static String zeros(Run run, String digits, char separator, long groupSize, long room) {
    int whole = wholeLength(digits);
    long fraction = (long) digits.length() - whole;
    long target = room - fraction;
    run.text(target, Math.max(0, target));
    long count = whole;
    while (count + (count - 1) / groupSize < target) {
      count++;
    }
    String padded = new Text(run).repeat("0", count - whole).append(digits).toString();
    return grouped(padded, separator, groupSize);
  }

  private static int wholeLength(String digits) {
    int end = 0;
    while (end < digits.length() && Character.digit(digits.charAt(end), 16) >= 0) {
      if ((digits.charAt(end) | 0x20) == 'e' && digits.indexOf('+') + digits.indexOf('-') > -2) {
        break;
      }
      end++;
    }
    return end;
  }

  private static String grouped(String digits, char separator, long groupSize) {
    if (separator == 0) {
      return digits;
    }
    StringBuilder out = new StringBuilder(digits);
    for (long at = wholeLength(digits) - groupSize; at > 0; at -= groupSize) {
      out.insert((int) at, separator);
    }
    return out.toString();
  }
}
