package dev.drover.engine.constraint.json;

import static dev.drover.engine.constraint.Expr.alt;
import static dev.drover.engine.constraint.Expr.optional;
import static dev.drover.engine.constraint.Expr.range;
import static dev.drover.engine.constraint.Expr.repeat;
import static dev.drover.engine.constraint.Expr.seq;
import static dev.drover.engine.constraint.Expr.text;
import static dev.drover.engine.constraint.json.JsonText.DIGIT;

import dev.drover.engine.constraint.Expr;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * Numbers between two bounds, in decimal and without an exponent. Behind the point there are no
 * more digits than that a number that is not a bound is not one as a double either.
 */
final class DecimalRange {
  /** Digits that a double keeps apart. */
  private static final int DOUBLE_DIGITS = 15;

  /** Most digits behind the point, unless a bound has more. */
  private static final int MAX_FRACTION = 12;

  /**
   * A bound.
   *
   * @param value where
   * @param strict whether the value itself is left out
   */
  record Bound(BigDecimal value, boolean strict) {
    /** The bound of the magnitudes of negative numbers. */
    Bound negated() {
      return new Bound(value.negate(), strict);
    }

    private BigInteger whole() {
      return value.toBigInteger();
    }

    /** The digits behind the point, without zeros at their end. */
    private Digits fraction() {
      BigDecimal rest = value.subtract(new BigDecimal(whole())).stripTrailingZeros();
      String digits = rest.signum() == 0 ? "" : rest.toPlainString().substring(2);
      return new Digits(digits, strict);
    }
  }

  /** What is left of a bound's digits; none stand for zeros. */
  private record Digits(String digits, boolean strict) {
    char first() {
      return digits.isEmpty() ? '0' : digits.charAt(0);
    }

    Digits rest() {
      return digits.isEmpty() ? this : new Digits(digits.substring(1), strict);
    }

    boolean isZero() {
      return digits.isEmpty();
    }
  }

  private static final Bound ZERO = new Bound(BigDecimal.ZERO, false);

  private static final Bound ABOVE_ZERO = new Bound(BigDecimal.ZERO, true);

  private final int fraction;

  private DecimalRange(int fraction) {
    this.fraction = fraction;
  }

  /**
   * The numbers between two bounds.
   *
   * @param low or null for none
   * @param high or null for none
   */
  static Expr of(Bound low, Bound high) {
    DecimalRange range = new DecimalRange(Math.max(fraction(low), fraction(high)));
    List<Expr> options = new ArrayList<>();
    if (low == null || low.value().signum() < 0) {
      Bound least = high == null || high.value().signum() >= 0 ? ABOVE_ZERO : high.negated();
      Expr magnitude = range.magnitude(least, low == null ? null : low.negated());
      if (!magnitude.equals(Expr.NOTHING)) {
        options.add(seq(text("-"), magnitude));
      }
    }
    if (high == null || high.value().signum() >= 0) {
      Bound least = low == null || low.value().signum() < 0 ? ZERO : low;
      Expr magnitude = range.magnitude(least, high);
      if (!magnitude.equals(Expr.NOTHING)) {
        options.add(magnitude);
      }
    }
    return alt(options);
  }

  private static int fraction(Bound bound) {
    if (bound == null) {
      return 1;
    }
    int before = bound.whole().abs().toString().length();
    int own = Math.max(0, bound.value().stripTrailingZeros().scale());
    return Math.max(
        own + (bound.strict() ? 1 : 0), Math.clamp(DOUBLE_DIGITS - before, 1, MAX_FRACTION));
  }

  private Expr magnitude(Bound low, Bound high) {
    int order = high == null ? -1 : low.value().compareTo(high.value());
    if (order > 0 || order == 0 && (low.strict() || high.strict())) {
      return Expr.NOTHING;
    }
    BigInteger from = low.whole();
    BigInteger to = high == null ? null : high.whole();
    if (from.equals(to)) {
      return with(from, low.fraction(), high.fraction());
    }
    List<Expr> options = new ArrayList<>();
    add(options, with(from, low.fraction(), null));
    Expr between =
        IntegerRange.natural(
            from.add(BigInteger.ONE), to == null ? null : to.subtract(BigInteger.ONE));
    if (!between.equals(Expr.NOTHING)) {
      options.add(seq(between, optional(seq(text("."), repeat(DIGIT, 1, fraction)))));
    }
    if (to != null) {
      add(options, with(to, null, high.fraction()));
    }
    return alt(options);
  }

  /** A number with a given whole part. */
  private Expr with(BigInteger whole, Digits low, Digits high) {
    Expr digits = some(low, high, fraction);
    Expr rest = digits.equals(Expr.NOTHING) ? Expr.NOTHING : seq(text("."), digits);
    if (mayEnd(low, high)) {
      return rest.equals(Expr.NOTHING)
          ? text(whole.toString())
          : seq(text(whole.toString()), optional(rest));
    }
    return rest.equals(Expr.NOTHING) ? rest : seq(text(whole.toString()), rest);
  }

  /** Whether zeros are within the bounds. */
  private static boolean mayEnd(Digits low, Digits high) {
    return (low == null || low.isZero() && !low.strict())
        && (high == null || !high.isZero() || !high.strict());
  }

  /** One to {@code most} digits within the bounds, of which either may be null. */
  private static Expr some(Digits least, Digits high, int most) {
    if (most == 0) {
      return Expr.NOTHING;
    }
    Digits low = least != null && least.isZero() && !least.strict() ? null : least;
    if (low == null && high == null) {
      return repeat(DIGIT, 1, most);
    }
    char from = low == null ? '0' : low.first();
    char to = high == null ? '9' : high.first();
    List<Expr> options = new ArrayList<>();
    if (low != null && high != null && from == to) {
      add(options, after(from, low.rest(), high.rest(), most));
      return alt(options);
    }
    if (low != null) {
      add(options, after(from++, low.rest(), null, most));
    }
    if (high != null) {
      add(options, after(to--, null, high.rest(), most));
    }
    if (from <= to) {
      options.add(seq(range(from, to), repeat(DIGIT, 0, most - 1)));
    }
    return alt(options);
  }

  private static Expr after(char digit, Digits low, Digits high, int most) {
    Expr more = some(low, high, most - 1);
    boolean end = mayEnd(low, high);
    if (more.equals(Expr.NOTHING)) {
      return end ? range(digit, digit) : Expr.NOTHING;
    }
    return seq(range(digit, digit), end ? optional(more) : more);
  }

  private static void add(List<Expr> options, Expr option) {
    if (!option.equals(Expr.NOTHING)) {
      options.add(option);
    }
  }
}
