package dev.drover.jinja;

import java.math.BigDecimal;
import java.math.BigInteger;

/** Python's numbers: bool and int, which Java has three types for, and float. */
final class Numbers {
  /** Python turns no int with more digits than this into text or back. */
  static final int MAX_DIGITS = 4300;

  /** No int grows longer than this. */
  private static final int MAX_BITS = 1 << 16;

  /** Integers up to this size are floats too. */
  private static final long MAX_EXACT = 1L << 53;

  private static final BigInteger MIN_LONG = BigInteger.valueOf(Long.MIN_VALUE);
  private static final BigInteger MAX_LONG = BigInteger.valueOf(Long.MAX_VALUE);

  private Numbers() {}

  static boolean isInteger(Object value) {
    return value instanceof Long || value instanceof Boolean || value instanceof BigInteger;
  }

  static boolean isNumber(Object value) {
    return isInteger(value) || value instanceof Double;
  }

  /** Returns an int in its one form: Long if it fits. */
  static Object normal(BigInteger value) {
    return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
  }

  /** Returns the result of an operation, unless it is too long. */
  static Object result(BigInteger value) {
    checkBits(value.bitLength());
    return normal(value);
  }

  static void checkBits(long bits) {
    if (bits > MAX_BITS) {
      throw new Fault.Limit("integerBits", MAX_BITS);
    }
  }

  static BigInteger big(Object value) {
    return switch (value) {
      case BigInteger number -> number;
      case Boolean truth -> truth ? BigInteger.ONE : BigInteger.ZERO;
      default -> BigInteger.valueOf((Long) value);
    };
  }

  /** Returns a number as a float. */
  static double real(Object value) {
    return switch (value) {
      case Double number -> number;
      case Boolean truth -> truth ? 1 : 0;
      case BigInteger number -> {
        double real = number.doubleValue();
        if (Double.isInfinite(real)) {
          throw new Fault("int too large to convert to float");
        }
        yield real;
      }
      default -> (Long) value;
    };
  }

  /** Returns an int as a long, the nearest one if it is out of range. */
  static long clamped(Object integer) {
    return switch (integer) {
      case Long number -> number;
      case Boolean truth -> truth ? 1 : 0;
      default -> big(integer).max(MIN_LONG).min(MAX_LONG).longValue();
    };
  }

  /**
   * Returns an argument that must be an int as a long, the nearest one if it is out of range.
   *
   * @throws Fault if it is not an int
   */
  static long index(Object value) {
    if (value instanceof Long number) {
      return number;
    }
    if (!isInteger(value)) {
      throw new Fault(
          "'" + Values.typeName(value) + "' object cannot be interpreted as an integer");
    }
    return clamped(value);
  }

  static String text(BigInteger value) {
    String text = value.toString();
    if (text.length() - (value.signum() < 0 ? 1 : 0) > MAX_DIGITS) {
      throw new Fault(
          "Exceeds the limit (" + MAX_DIGITS + " digits) for integer string conversion");
    }
    return text;
  }

  /** Cuts a finite float to an int. */
  static Object truncate(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      throw new Fault("cannot convert float " + FloatText.repr(value) + " to integer");
    }
    return normal(new BigDecimal(value).toBigInteger());
  }

  /** Compares two numbers by their exact values; NaN is for the caller to exclude. */
  static int compare(Object left, Object right) {
    if (left instanceof Long a && right instanceof Long b) {
      return Long.compare(a, b);
    }
    if (left instanceof Double a && right instanceof Double b) {
      return a < b ? -1 : a > b ? 1 : 0;
    }
    if (isInteger(left) && isInteger(right)) {
      return big(left).compareTo(big(right));
    }
    if (isExact(left) && isExact(right)) {
      return compare((Object) real(left), (Object) real(right));
    }
    return left instanceof Double real
        ? compareToInteger(real, big(right))
        : -compareToInteger((Double) right, big(left));
  }

  /** Returns whether a number becomes a float without loss. */
  private static boolean isExact(Object number) {
    return number instanceof Double
        || number instanceof Boolean
        || (number instanceof Long value
            && Math.abs(value) <= MAX_EXACT
            && value != Long.MIN_VALUE);
  }

  private static int compareToInteger(double real, BigInteger integer) {
    if (Double.isInfinite(real)) {
      return real > 0 ? 1 : -1;
    }
    return new BigDecimal(real).compareTo(new BigDecimal(integer));
  }
}
