package dev.drover.jinja;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;

/** {@code / // %}: floors towards minus infinity, and a remainder with the divisor's sign. */
final class Division {
  private static final long EXACT = 1L << 53;

  private Division() {}

  static Object divide(Object left, Object right) {
    requireNumbers("/", left, right);
    if (left instanceof Double || right instanceof Double || (small(left) && small(right))) {
      double divisor = Numbers.real(right);
      if (divisor == 0) {
        throw new Fault("division by zero");
      }
      return Numbers.real(left) / divisor;
    }
    if (Numbers.big(right).signum() == 0) {
      throw new Fault("division by zero");
    }
    double quotient =
        new BigDecimal(Numbers.big(left))
            .divide(new BigDecimal(Numbers.big(right)), new MathContext(60))
            .doubleValue();
    if (Double.isInfinite(quotient)) {
      throw new Fault("integer division result too large for a float");
    }
    return quotient;
  }

  private static boolean small(Object integer) {
    long value = Numbers.clamped(integer);
    return value > -EXACT && value < EXACT;
  }

  static Object floorDivide(Object left, Object right) {
    requireNumbers("//", left, right);
    if (left instanceof Double || right instanceof Double) {
      double a = Numbers.real(left);
      double b = nonZero(Numbers.real(right));
      double remainder = remainder(a, b);
      double quotient = (a - remainder) / b;
      double floor = Math.floor(quotient);
      double nearest = quotient - floor > 0.5 ? floor + 1 : floor;
      return nearest == 0 ? Math.copySign(0, a / b) : nearest;
    }
    if (left instanceof Long a && right instanceof Long b && b != 0 && b != -1) {
      return Math.floorDiv(a, b);
    }
    BigInteger[] both = floorDivide(Numbers.big(left), Numbers.big(right));
    return Numbers.normal(both[0]);
  }

  static Object modulo(Run run, Object left, Object right) {
    if (Values.isString(left)) {
      return PercentFormat.format(run, left, right);
    }
    requireNumbers("%", left, right);
    if (left instanceof Double || right instanceof Double) {
      return remainder(Numbers.real(left), nonZero(Numbers.real(right)));
    }
    if (left instanceof Long a && right instanceof Long b && b != 0) {
      return Math.floorMod(a, b);
    }
    return Numbers.normal(floorDivide(Numbers.big(left), Numbers.big(right))[1]);
  }

  private static BigInteger[] floorDivide(BigInteger left, BigInteger right) {
    if (right.signum() == 0) {
      throw new Fault("integer division or modulo by zero");
    }
    BigInteger[] both = left.divideAndRemainder(right);
    if (both[1].signum() != 0 && both[1].signum() != right.signum()) {
      both[0] = both[0].subtract(BigInteger.ONE);
      both[1] = both[1].add(right);
    }
    return both;
  }

  private static double remainder(double left, double right) {
    double remainder = left % right;
    if (remainder == 0) {
      return Math.copySign(0, right);
    }
    return (remainder < 0) == (right < 0) ? remainder : remainder + right;
  }

  private static double nonZero(double divisor) {
    if (divisor == 0) {
      throw new Fault("float floor division or modulo by zero");
    }
    return divisor;
  }

  private static void requireNumbers(String operator, Object left, Object right) {
    if (!Numbers.isNumber(left) || !Numbers.isNumber(right)) {
      Arithmetic.checkDefined(left, right);
      throw Fault.operands(operator, left, right);
    }
  }
}
