package dev.drover.jinja;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Floats as text. */
final class FloatText {
  private FloatText() {}

  /** Returns the shortest text that reads back as the same float, in Python's notation. */
  static String repr(double value) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    String sign = value < 0 || (value == 0 && 1 / value < 0) ? "-" : "";
    double magnitude = Math.abs(value);
    if (Double.isInfinite(value)) {
      return sign + "inf";
    }
    if (magnitude == 0) {
      return sign + "0.0";
    }
    BigDecimal decimal = shortest(magnitude);
    String digits = decimal.unscaledValue().toString();
    int exponent = digits.length() - decimal.scale() - 1;
    if (exponent >= 16 || exponent < -4) {
      return sign + scientific(digits, exponent, "e");
    }
    String plain = decimal.toPlainString();
    return sign + (plain.indexOf('.') < 0 ? plain + ".0" : plain);
  }

  /** Java writes at least two digits, so at the edge of the range one digit less may do. */
  private static BigDecimal shortest(double magnitude) {
    BigDecimal decimal = new BigDecimal(Double.toString(magnitude)).stripTrailingZeros();
    if (decimal.precision() == 2) {
      BigDecimal shorter = decimal.round(new MathContext(1, RoundingMode.HALF_EVEN));
      if (shorter.doubleValue() == magnitude) {
        return shorter.stripTrailingZeros();
      }
    }
    return decimal;
  }

  /** Returns digits as {@code d.ddde+xx}. */
  static String scientific(String digits, int exponent, String letter) {
    String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
    String power = (exponent < 0 ? "-" : "+") + (Math.abs(exponent) < 10 ? "0" : "");
    return digits.charAt(0) + fraction + letter + power + Math.abs(exponent);
  }

  /** Returns a finite magnitude with a number of decimals, rounded half to even. */
  static String fixed(double magnitude, int decimals) {
    return new BigDecimal(magnitude).setScale(decimals, RoundingMode.HALF_EVEN).toPlainString();
  }

  /** Returns a finite magnitude in exponent notation with a number of decimals. */
  static String exponent(double magnitude, int decimals) {
    if (magnitude == 0) {
      return scientific("0".repeat(decimals + 1), 0, "e");
    }
    BigDecimal rounded =
        new BigDecimal(magnitude).round(new MathContext(decimals + 1, RoundingMode.HALF_EVEN));
    int exponent = rounded.precision() - rounded.scale() - 1;
    String digits = rounded.unscaledValue().toString();
    digits += "0".repeat(Math.max(0, decimals + 1 - digits.length()));
    return scientific(digits, exponent, "e");
  }

  /**
   * Returns a finite magnitude with a number of significant digits, in the notation that suits.
   *
   * @param significant at least 1
   * @param keepZeros whether trailing zeros stay
   */
  static String general(double magnitude, int significant, boolean keepZeros) {
    BigDecimal rounded =
        magnitude == 0
            ? BigDecimal.ZERO
            : new BigDecimal(magnitude).round(new MathContext(significant, RoundingMode.HALF_EVEN));
    int exponent = magnitude == 0 ? 0 : rounded.precision() - rounded.scale() - 1;
    if (exponent < -4 || exponent >= significant) {
      return keepZeros
          ? exponent(magnitude, significant - 1)
          : shortestExponent(magnitude, significant);
    }
    String text =
        rounded.setScale(significant - 1 - exponent, RoundingMode.UNNECESSARY).toPlainString();
    return keepZeros ? text : stripZeros(text);
  }

  /** Returns a finite magnitude in exponent notation without trailing zeros. */
  static String shortestExponent(double magnitude, int significant) {
    String text = exponent(magnitude, significant - 1);
    int e = text.indexOf('e');
    return stripZeros(text.substring(0, e)) + text.substring(e);
  }

  private static String stripZeros(String text) {
    if (text.indexOf('.') < 0) {
      return text;
    }
    int end = text.length();
    while (text.charAt(end - 1) == '0') {
      end--;
    }
    return text.substring(0, text.charAt(end - 1) == '.' ? end - 1 : end);
  }
}
