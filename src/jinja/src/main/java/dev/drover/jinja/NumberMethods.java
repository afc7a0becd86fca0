package dev.drover.jinja;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;

/** The attributes and methods of numbers; a[0] is the number. */
final class NumberMethods {
  private static final Parameters NONE = Parameters.of("self", "/");

  private static final Map<String, Builtin> INTEGER =
      new Registry()
          .add("bit_length", NONE, (run, a) -> (long) Numbers.big(a[0]).abs().bitLength())
          .add("bit_count", NONE, (run, a) -> (long) Numbers.big(a[0]).abs().bitCount())
          .add("conjugate", NONE, (run, a) -> Numbers.normal(Numbers.big(a[0])))
          .add(
              "as_integer_ratio", NONE, (run, a) -> Tuple.of(Numbers.normal(Numbers.big(a[0])), 1L))
          .map();

  private static final Map<String, Builtin> REAL =
      new Registry()
          .add("conjugate", NONE, (run, a) -> a[0])
          .add("is_integer", NONE, (run, a) -> isInteger((Double) a[0]))
          .add("as_integer_ratio", NONE, (run, a) -> ratio((Double) a[0]))
          .map();

  private NumberMethods() {}

  static Builtin find(Object number, String name) {
    return (number instanceof Double ? REAL : INTEGER).get(name);
  }

  /** Returns an attribute that is no method, or {@link Missing}. */
  static Object property(Object number, String name) {
    boolean real = number instanceof Double;
    return switch (name) {
      case "real" -> real ? number : Numbers.normal(Numbers.big(number));
      case "imag" -> real ? (Object) 0.0 : 0L;
      case "numerator" -> real ? Missing.MISSING : Numbers.normal(Numbers.big(number));
      case "denominator" -> real ? Missing.MISSING : 1L;
      default -> Missing.MISSING;
    };
  }

  private static boolean isInteger(double value) {
    return value == Math.rint(value) && !Double.isInfinite(value);
  }

  private static Tuple ratio(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      throw new Fault("cannot convert " + FloatText.repr(value) + " to integer ratio");
    }
    BigDecimal exact = new BigDecimal(value);
    BigInteger numerator = exact.unscaledValue();
    BigInteger denominator = BigInteger.ONE;
    if (exact.scale() > 0) {
      denominator = BigInteger.TEN.pow(exact.scale());
    } else {
      numerator = exact.toBigInteger();
    }
    BigInteger common = numerator.gcd(denominator);
    return Tuple.of(
        Numbers.normal(numerator.divide(common)), Numbers.normal(denominator.divide(common)));
  }
}
