package dev.drover.jinja;

import java.math.BigInteger;

/** Where number literals end and what they mean, by Python's grammar. */
final class NumberLiteral {
  /** Python has no decimal numbers with leading zeros, only zero itself in any number of them. */
  private static final int ZEROS = 1;

  private NumberLiteral() {}

  /** Returns the end of the float literal that starts here, or -1 if this is an integer. */
  static int floatEnd(String source, int start) {
    if (start > 0 && source.charAt(start - 1) == '.') {
      return -1; // the second index of `row.0.1` is no float
    }
    int end = digits(source, start);
    int fraction = end < source.length() && source.charAt(end) == '.' ? digits(source, end + 1) : 0;
    if (fraction > 0 && fraction > end + 1) {
      end = fraction;
    } else {
      fraction = 0;
    }
    if (end < source.length() && (source.charAt(end) | 0x20) == 'e') {
      int exponent = end + 1;
      if (exponent < source.length() && "+-".indexOf(source.charAt(exponent)) >= 0) {
        exponent++;
      }
      int stop = digits(source, exponent);
      if (stop > exponent) {
        return stop;
      }
    }
    return fraction > 0 ? end : -1;
  }

  /** Returns the end of digits that single underscores may separate. */
  private static int digits(String source, int start) {
    return run(source, start, 10);
  }

  private static int run(String source, int start, int radix) {
    int at = start;
    while (at < source.length()) {
      if (isDigit(source, at, radix)) {
        at++;
      } else if (source.charAt(at) == '_' && at > start && isDigit(source, at + 1, radix)) {
        at += 2;
      } else {
        break;
      }
    }
    return at;
  }

  private static boolean isDigit(String source, int at, int radix) {
    if (at >= source.length() || source.charAt(at) >= 128) {
      return false;
    }
    char c = source.charAt(at);
    return radix == ZEROS ? c == '0' : Character.digit(c, radix) >= 0;
  }

  /** Returns the end of the integer literal that starts here with a digit. */
  static int integerEnd(String source, int start) {
    if (source.charAt(start) != '0') {
      return digits(source, start);
    }
    int radix = radixAt(source, start);
    if (radix != 10) {
      int body = start + 2;
      if (body < source.length() && source.charAt(body) == '_') {
        body++;
      }
      int end = run(source, body, radix);
      if (end > body) {
        return end;
      }
    }
    return run(source, start, ZEROS);
  }

  private static int radixAt(String source, int start) {
    char letter = start + 1 < source.length() ? source.charAt(start + 1) : 0;
    return switch (letter | 0x20) {
      case 'b' -> 2;
      case 'o' -> 8;
      case 'x' -> 16;
      default -> 10;
    };
  }

  /** Returns an integer literal's value, or null if it has more digits than Python converts. */
  static BigInteger integer(String literal) {
    String digits = literal.replace("_", "");
    int radix = digits.length() > 1 ? radixAt(digits, 0) : 10;
    if (digits.length() > Numbers.MAX_DIGITS) {
      return null;
    }
    return new BigInteger(radix == 10 ? digits : digits.substring(2), radix);
  }
}
