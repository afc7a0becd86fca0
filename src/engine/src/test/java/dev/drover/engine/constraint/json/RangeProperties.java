package dev.drover.engine.constraint.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.engine.constraint.Expr;
import dev.drover.engine.constraint.json.DecimalRange.Bound;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.Year;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.BigRange;
import net.jqwik.api.constraints.IntRange;

/** Ranges and calendars against arithmetic. */
class RangeProperties {
  @Property
  void integers(
      @ForAll @BigRange(min = "-10000", max = "10000") BigInteger low,
      @ForAll @IntRange(max = 20000) int width,
      @ForAll @IntRange(min = -30, max = 30) int offset) {
    BigInteger high = low.add(BigInteger.valueOf(width));
    Regular range = regular(IntegerRange.of(low, high));
    Regular below = regular(IntegerRange.of(null, high));
    Regular above = regular(IntegerRange.of(low, null));
    for (BigInteger at :
        new BigInteger[] {low, high, BigInteger.ZERO, low.add(high).shiftRight(1)}) {
      BigInteger x = at.add(BigInteger.valueOf(offset));
      assertThat(matches(below, x)).isEqualTo(x.compareTo(high) <= 0);
      assertThat(matches(above, x)).isEqualTo(x.compareTo(low) >= 0);
      assertThat(matches(range, x)).isEqualTo(x.compareTo(low) >= 0 && x.compareTo(high) <= 0);
    }
  }

  @Property
  void decimals(
      @ForAll @IntRange(min = -5000, max = 5000) int low,
      @ForAll @IntRange(min = 1, max = 5000) int width,
      @ForAll @IntRange(max = 3) int scale,
      @ForAll boolean strictLow,
      @ForAll boolean strictHigh,
      @ForAll @IntRange(min = -20, max = 20) int offset) {
    Bound from = new Bound(BigDecimal.valueOf(low, scale), strictLow);
    Bound to = new Bound(BigDecimal.valueOf(low + width, scale), strictHigh);
    Regular range = regular(DecimalRange.of(from, to));
    for (Bound bound : new Bound[] {from, to, new Bound(BigDecimal.ZERO, false)}) {
      BigDecimal x = bound.value().add(BigDecimal.valueOf(offset, scale + 1));
      int least = x.compareTo(from.value());
      int most = to.value().compareTo(x);
      boolean within = least >= (strictLow ? 1 : 0) && most >= (strictHigh ? 1 : 0);
      assertThat(matches(range, x)).as("%s in %s to %s", x, from, to).isEqualTo(within);
    }
  }

  @Example
  void everyDayOfFourKindsOfYears() {
    Patterns patterns = new Patterns(false);
    Location at = new Location("", null);
    String date = Formats.pattern("date").orElseThrow();
    for (int year : new int[] {1900, 2000, 2023, 2024}) {
      int days = 0;
      for (int month = 0; month <= 99; month++) {
        for (int day = 0; day <= 99; day++) {
          String text = "%04d-%02d-%02d".formatted(year, month, day);
          if (patterns.isFound(at, date, text)) {
            assertThat(LocalDate.parse(text)).hasYear(year);
            days++;
          }
        }
      }
      assertThat(days).isEqualTo(Year.of(year).length());
    }
  }

  private static Regular regular(Expr expr) {
    return new Regular(expr, new SchemaWork());
  }

  private static boolean matches(Regular language, Number x) {
    String text = x instanceof BigDecimal decimal ? decimal.toPlainString() : x.toString();
    return language.matches(text.getBytes(StandardCharsets.US_ASCII));
  }
}
