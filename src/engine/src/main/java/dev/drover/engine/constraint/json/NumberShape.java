package dev.drover.engine.constraint.json;

import dev.drover.engine.constraint.Expr;
import dev.drover.engine.constraint.json.DecimalRange.Bound;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Numbers as a branch has them: their range, whether they are whole, what they are multiples of.
 */
final class NumberShape {
  /** OpenAPI's formats of integers, by the bits of their magnitude. */
  private static final Map<String, Integer> FORMATS = Map.of("int32", 31, "int64", 63);

  private final boolean integral;
  private final Bound low;
  private final Bound high;

  /** A common multiple of all divisors, or null if there is none given. */
  private final BigDecimal divisor;

  private final Location divisorAt;

  /** Of a branch. */
  NumberShape(Branch branch) {
    Bound least = null;
    Bound most = null;
    for (Location at : branch.all("minimum")) {
      least = higher(least, new Bound(at.number(), false));
    }
    for (Location at : branch.all("exclusiveMinimum")) {
      least = higher(least, new Bound(at.number(), true));
    }
    for (Location at : branch.all("maximum")) {
      most = lower(most, new Bound(at.number(), false));
    }
    for (Location at : branch.all("exclusiveMaximum")) {
      most = lower(most, new Bound(at.number(), true));
    }
    boolean whole = branch.isIntegral();
    for (Location at : branch.all("format")) {
      Integer bits = FORMATS.get(at.text());
      if (bits != null) {
        BigDecimal end = new BigDecimal(BigInteger.TWO.pow(bits));
        least = higher(least, new Bound(end.negate(), false));
        most = lower(most, new Bound(end.subtract(BigDecimal.ONE), false));
        whole = true;
      }
    }
    BigDecimal common = null;
    Location last = null;
    for (Location at : branch.all("multipleOf")) {
      if (at.number().signum() <= 0) {
        throw at.refused("must be above 0");
      }
      common = common == null ? at.number() : commonMultiple(common, at.number());
      last = at;
    }
    low = least;
    high = most;
    divisor = common;
    divisorAt = last;
    integral = whole || common != null && common.stripTrailingZeros().scale() <= 0;
  }

  /** Whether a format says something of numbers. */
  static boolean isFormat(String format) {
    return FORMATS.containsKey(format) || format.equals("float") || format.equals("double");
  }

  private static Bound higher(Bound before, Bound bound) {
    int order = before == null ? -1 : before.value().compareTo(bound.value());
    return order < 0 || order == 0 && bound.strict() ? bound : before;
  }

  private static Bound lower(Bound before, Bound bound) {
    int order = before == null ? 1 : before.value().compareTo(bound.value());
    return order > 0 || order == 0 && bound.strict() ? bound : before;
  }

  private static BigDecimal commonMultiple(BigDecimal a, BigDecimal b) {
    int scale = Math.max(Math.max(a.scale(), b.scale()), 0);
    BigInteger x = a.setScale(scale).unscaledValue();
    BigInteger y = b.setScale(scale).unscaledValue();
    return new BigDecimal(x.divide(x.gcd(y)).multiply(y), scale);
  }

  /** Whether a number is one of them. */
  boolean contains(BigDecimal value) {
    return (!integral || value.signum() == 0 || value.stripTrailingZeros().scale() <= 0)
        && (low == null || value.compareTo(low.value()) >= (low.strict() ? 1 : 0))
        && (high == null || high.value().compareTo(value) >= (high.strict() ? 1 : 0))
        && (divisor == null || isMultiple(value));
  }

  private boolean isMultiple(BigDecimal value) {
    long digits = Math.max((long) value.precision() - value.scale(), value.scale());
    return digits <= SchemaLimits.MAX_BOUND_DIGITS && value.remainder(divisor).signum() == 0;
  }

  /**
   * Their texts.
   *
   * @param ignoreUnsupported whether a divisor whose multiples cannot be told is left out of
   *     account
   */
  Expr expr(boolean ignoreUnsupported) {
    if (integral) {
      return integers(ignoreUnsupported);
    }
    Expr range = low == null && high == null ? JsonText.NUMBER : DecimalRange.of(low, high);
    if (divisor == null) {
      return range;
    }
    if (low != null && high != null && hasNoMultiple()) {
      return Expr.NOTHING;
    }
    Optional<Expr> multiples = told(Multiples.of(divisor), ignoreUnsupported);
    if (multiples.isEmpty()) {
      return range;
    }
    return low == null && high == null
        ? multiples.get()
        : Expr.all(List.of(range, multiples.get()));
  }

  private Expr integers(boolean ignoreUnsupported) {
    BigInteger from = low == null ? null : whole(low.value(), low.strict(), RoundingMode.CEILING);
    BigInteger to = high == null ? null : whole(high.value(), high.strict(), RoundingMode.FLOOR);
    boolean bounded = from != null && to != null;
    if (bounded && from.compareTo(to) > 0) {
      return Expr.NOTHING;
    }
    Expr range = IntegerRange.of(from, to);
    BigInteger step = divisor == null ? BigInteger.ONE : wholeMultiple(divisor);
    if (step.equals(BigInteger.ONE)) {
      return range;
    }
    BigInteger few = BigInteger.valueOf(SchemaLimits.MAX_MULTIPLES);
    if (bounded && to.subtract(from).divide(step).compareTo(few) < 0) {
      return Multiples.listed(step, from, to);
    }
    return told(Multiples.of(step), ignoreUnsupported)
        .map(multiples -> Expr.all(List.of(range, multiples)))
        .orElse(range);
  }

  private Optional<Expr> told(Optional<Expr> multiples, boolean ignoreUnsupported) {
    if (multiples.isEmpty() && !ignoreUnsupported) {
      throw divisorAt.refused(
          "multiples of " + divisor.toPlainString() + " are not supported in this range");
    }
    return multiples;
  }

  private boolean hasNoMultiple() {
    BigInteger first = whole(quotient(low.value()), low.strict(), RoundingMode.CEILING);
    BigInteger last = whole(quotient(high.value()), high.strict(), RoundingMode.FLOOR);
    return first.compareTo(last) > 0;
  }

  /** How often the divisor goes into a bound, and a tenth more or less if there is a rest. */
  private BigDecimal quotient(BigDecimal bound) {
    BigInteger[] parts = scaled(bound).divideAndRemainder(scaled(divisor));
    BigDecimal whole = new BigDecimal(parts[0]);
    return whole.add(new BigDecimal(parts[1].signum()).movePointLeft(1));
  }

  private BigInteger scaled(BigDecimal value) {
    int scale = SchemaLimits.MAX_BOUND_DIGITS;
    return value.setScale(scale, RoundingMode.UNNECESSARY).unscaledValue();
  }

  /** The nearest integer that is within a bound. */
  private static BigInteger whole(BigDecimal bound, boolean strict, RoundingMode mode) {
    BigInteger whole = bound.setScale(0, mode).toBigIntegerExact();
    boolean left = strict && bound.compareTo(new BigDecimal(whole)) == 0;
    return left ? whole.add(BigInteger.valueOf(mode == RoundingMode.CEILING ? 1 : -1)) : whole;
  }

  /** The least integer that is a multiple. */
  private static BigInteger wholeMultiple(BigDecimal divisor) {
    BigDecimal plain = divisor.stripTrailingZeros();
    if (plain.scale() <= 0) {
      return plain.toBigIntegerExact();
    }
    BigInteger denominator = BigInteger.TEN.pow(plain.scale());
    return plain.unscaledValue().divide(plain.unscaledValue().gcd(denominator));
  }
}
