package dev.drover.jinja;

import java.math.BigInteger;

/** {@code **}. */
final class Power {
  private Power() {}

  static Object power(Object left, Object right) {
    if (!Numbers.isNumber(left) || !Numbers.isNumber(right)) {
      Arithmetic.checkDefined(left, right);
      throw Fault.operands("**", left, right);
    }
    if (left instanceof Double || right instanceof Double) {
      return real(Numbers.real(left), Numbers.real(right));
    }
    BigInteger base = Numbers.big(left);
    BigInteger exponent = Numbers.big(right);
    if (exponent.signum() < 0) {
      return real(Numbers.real(left), Numbers.real(right));
    }
    if (base.bitLength() <= 1 && !base.equals(BigInteger.TWO.negate())) {
      return small(base.intValue(), exponent);
    }
    long times = Numbers.clamped(Numbers.normal(exponent));
    Numbers.checkBits(times);
    Numbers.checkBits((base.abs().bitLength() - 1L) * times);
    return Numbers.result(base.pow((int) times));
  }

  /** Raises 0, 1 or -1, whose powers stay small whatever the exponent. */
  private static Object small(int base, BigInteger exponent) {
    if (exponent.signum() == 0) {
      return 1L;
    }
    return base >= 0 || exponent.testBit(0) ? (long) base : 1L;
  }

  private static Object real(double base, double exponent) {
    if (base == 0 && exponent < 0) {
      throw new Fault("0.0 cannot be raised to a negative power");
    }
    if (base == 1 || exponent == 0) {
      return 1.0;
    }
    if (base == -1 && Double.isInfinite(exponent)) {
      return 1.0;
    }
    double result = Math.pow(base, exponent);
    if (Double.isNaN(result) && !Double.isNaN(base) && !Double.isNaN(exponent)) {
      throw new Fault("templates have no complex numbers");
    }
    if (Double.isInfinite(result) && !Double.isInfinite(base) && !Double.isInfinite(exponent)) {
      throw new Fault("Numerical result out of range");
    }
    return result;
  }
}
