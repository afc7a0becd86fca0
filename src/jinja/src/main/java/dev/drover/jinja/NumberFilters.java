package dev.drover.jinja;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/** Filters that make or change numbers. */
final class NumberFilters {
  private static final String UNITS = "KMGTPEZY";

  private NumberFilters() {}

  static void addTo(Registry registry) {
    registry
        .add("abs", Parameters.of("x", "/"), (run, a) -> abs(run, a[0]))
        .add(
            "int",
            Parameters.of("value").optional("default", 0L).optional("base", 10L),
            (run, a) -> integer(a[0], a[1], Numbers.index(a[2])))
        .add(
            "float",
            Parameters.of("value").optional("default", 0.0),
            (run, a) -> {
              Double real = realOrNone(a[0]);
              return real == null ? a[1] : real;
            })
        .add(
            "round",
            Parameters.of("value").optional("precision", 0L).optional("method", "common"),
            (run, a) -> round(run, a[0], a[1], a[2]))
        .add(
            "filesizeformat",
            Parameters.of("value").optional("binary", false),
            (run, a) -> fileSize(a[0], Values.truth(a[1])));
  }

  private static Object abs(Run run, Object value) {
    if (value instanceof Double real) {
      return Math.abs(real);
    }
    if (!Numbers.isInteger(value)) {
      throw new Fault("bad operand type for abs(): '" + Values.typeName(value) + "'");
    }
    return Numbers.big(value).signum() < 0
        ? Arithmetic.negative(run, value)
        : Arithmetic.positive(value);
  }

  private static Object integer(Object value, Object fallback, long base) {
    if (Numbers.isInteger(value)) {
      return Numbers.normal(Numbers.big(value));
    }
    String text = Values.characters(value);
    if (text != null) {
      BigInteger parsed = NumberText.integer(text, base);
      if (parsed != null) {
        return Numbers.normal(parsed);
      }
    }
    if (value instanceof Double real && Double.isInfinite(real)) {
      throw new Fault("cannot convert float infinity to integer");
    }
    Double real = realOrNone(value);
    return real == null || Double.isNaN(real) || Double.isInfinite(real)
        ? fallback
        : Numbers.truncate(real);
  }

  private static Double realOrNone(Object value) {
    String text = Values.characters(value);
    if (text != null) {
      return NumberText.real(text);
    }
    if (value instanceof Undefined undefined) {
      throw undefined.fault();
    }
    return Numbers.isNumber(value) ? (Double) Numbers.real(value) : null;
  }

  private static Object round(Run run, Object value, Object precision, Object method) {
    boolean common = "common".equals(Values.characters(method));
    boolean ceiling = "ceil".equals(Values.characters(method));
    if (!common && !ceiling && !"floor".equals(Values.characters(method))) {
      throw new Fault("method must be common, ceil or floor");
    }
    if (common) {
      return round(value, precision);
    }
    Object factor = Power.power(10L, precision);
    double scaled = Numbers.real(number(Arithmetic.multiply(run, value, factor)));
    if (Double.isNaN(scaled) || Double.isInfinite(scaled)) {
      throw new Fault("cannot convert float to integer");
    }
    Object whole = Numbers.truncate(ceiling ? Math.ceil(scaled) : Math.floor(scaled));
    return Division.divide(whole, factor);
  }

  private static Object number(Object value) {
    if (!Numbers.isNumber(value)) {
      throw new Fault("must be real number, not " + Values.typeName(value));
    }
    return value;
  }

  private static Object round(Object value, Object precision) {
    if (value instanceof Undefined) {
      throw new Fault("type Undefined doesn't define __round__ method");
    }
    int digits = precision == null ? 0 : (int) Math.clamp(Numbers.index(precision), -400L, 400L);
    if (number(value) instanceof Double real) {
      if (Double.isNaN(real) || Double.isInfinite(real)) {
        if (precision == null) {
          throw new Fault("cannot convert float to integer");
        }
        return real;
      }
      BigDecimal rounded = new BigDecimal(real).setScale(digits, RoundingMode.HALF_EVEN);
      return precision == null
          ? Numbers.normal(rounded.toBigInteger())
          : (Object) Math.copySign(rounded.doubleValue(), real);
    }
    BigDecimal exact = new BigDecimal(Numbers.big(value));
    return Numbers.normal(
        digits >= 0
            ? exact.toBigInteger()
            : exact.setScale(digits, RoundingMode.HALF_EVEN).toBigInteger());
  }

  private static String fileSize(Object value, boolean binary) {
    Double bytes = realOrNone(value);
    if (bytes == null) {
      throw new Fault("could not convert to float: a " + Values.typeName(value));
    }
    double base = binary ? 1024 : 1000;
    if (bytes == 1) {
      return "1 Byte";
    }
    if (bytes < base) {
      return Numbers.truncate(bytes) + " Bytes";
    }
    double unit = base * base;
    int prefix = 0;
    while (bytes >= unit && prefix < 7) {
      unit *= base;
      prefix++;
    }
    return FloatText.fixed(base * bytes / unit, 1)
        + " "
        + (prefix == 0 && !binary ? "k" : UNITS.substring(prefix, prefix + 1))
        + (binary ? "iB" : "B");
  }
}
