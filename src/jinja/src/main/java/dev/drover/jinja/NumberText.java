package dev.drover.jinja;

import java.math.BigInteger;

/** Text as numbers, as Python's {@code int()} and {@code float()} read it. */
final class NumberText {
  private NumberText() {}

  /**
   * Reads an integer.
   *
   * @param base 2 to 36, or 0 for the base that a prefix says
   * @return null if it is none
   */
  static BigInteger integer(String text, long base) {
    if (base != 0 && (base < 2 || base > 36)) {
      return null;
    }
    String digits = strip(text);
    boolean negative = digits.startsWith("-");
    if (negative || digits.startsWith("+")) {
      digits = digits.substring(1);
    }
    int radix = (int) base;
    int prefixed = prefix(digits);
    if (prefixed != 10 && (base == 0 || base == prefixed)) {
      radix = prefixed;
      digits = digits.substring(2);
      digits = digits.startsWith("_") ? digits.substring(1) : digits;
    } else if (base == 0) {
      if (digits.length() > 1 && digits.startsWith("0") && !digits.matches("[0_]+")) {
        return null;
      }
      radix = 10;
    }
    String plain = withoutUnderscores(digits);
    if (plain == null || plain.length() > Numbers.MAX_DIGITS || !isDigits(plain, radix)) {
      return null;
    }
    BigInteger value = new BigInteger(plain, radix);
    return negative ? value.negate() : value;
  }

  private static boolean isDigits(String text, int radix) {
    return StringCase.all(text, point -> Character.digit(point, radix) >= 0);
  }

  private static int prefix(String digits) {
    if (digits.length() < 3 || digits.charAt(0) != '0') {
      return 10;
    }
    return switch (digits.charAt(1) | 0x20) {
      case 'b' -> 2;
      case 'o' -> 8;
      case 'x' -> 16;
      default -> 10;
    };
  }

  /** Returns digits without the single underscores between them, or null if there are others. */
  private static String withoutUnderscores(String digits) {
    return digits.startsWith("_") || digits.endsWith("_") || digits.contains("__")
        ? null
        : digits.replace("_", "");
  }

  /** Reads a float, or returns null if it is none. */
  static Double real(String text) {
    String number = strip(text);
    boolean signed = number.startsWith("-") || number.startsWith("+");
    double sign = number.startsWith("-") ? -1 : 1;
    String magnitude = StringCase.lower(signed ? number.substring(1) : number);
    return switch (magnitude) {
      case "inf", "infinity" -> sign * Double.POSITIVE_INFINITY;
      case "nan" -> Double.NaN;
      default -> isReal(magnitude) ? (Double) (sign * Double.parseDouble(plain(magnitude))) : null;
    };
  }

  private static String plain(String magnitude) {
    return magnitude.replace("_", "");
  }

  private static boolean isReal(String magnitude) {
    int e = magnitude.indexOf('e');
    String mantissa = e < 0 ? magnitude : magnitude.substring(0, e);
    int dot = mantissa.indexOf('.');
    String whole = dot < 0 ? mantissa : mantissa.substring(0, dot);
    String fraction = dot < 0 ? "" : mantissa.substring(dot + 1);
    boolean digits = isPart(whole) && isPart(fraction) && whole.length() + fraction.length() > 0;
    if (e < 0 || !digits) {
      return digits;
    }
    String exponent = magnitude.substring(e + 1);
    boolean signed = exponent.startsWith("+") || exponent.startsWith("-");
    String power = signed ? exponent.substring(1) : exponent;
    return !power.isEmpty() && isPart(power);
  }

  private static boolean isPart(String digits) {
    String plain = withoutUnderscores(digits);
    return plain != null && plain.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static String strip(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && Characters.isSpace(text.charAt(start))) {
      start++;
    }
    while (end > start && Characters.isSpace(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }
}
