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
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Multiples of a number, in decimal: those that the last digits tell (of 5, 100 or 0.25), and those
 * of small integers by their remainder from digit to digit.
 */
final class Multiples {
  /** Most digits that may tell a multiple. */
  private static final int MAX_TAIL = 4;

  /** Largest divisor whose remainders are followed. */
  private static final int MAX_DIVISOR = 100;

  private Multiples() {}

  /** The multiples of an integer, or nothing if they cannot be told. */
  static Optional<Expr> of(BigInteger divisor) {
    for (int tail = 1; tail <= MAX_TAIL; tail++) {
      if (BigInteger.TEN.pow(tail).mod(divisor).signum() == 0) {
        return Optional.of(signed(byTail(divisor.intValueExact(), tail)));
      }
    }
    return divisor.compareTo(BigInteger.valueOf(MAX_DIVISOR)) > 0
        ? Optional.empty()
        : Optional.of(signed(byRemainder(divisor.intValueExact())));
  }

  /** The multiples of a number that is not whole, or nothing if they cannot be told. */
  static Optional<Expr> of(BigDecimal divisor) {
    int tail = divisor.stripTrailingZeros().scale();
    BigInteger unit = divisor.stripTrailingZeros().unscaledValue();
    if (tail > MAX_TAIL || BigInteger.TEN.pow(tail).mod(unit).signum() != 0) {
      return Optional.empty();
    }
    List<byte[]> fractions = new ArrayList<>();
    for (int value = 0; value < Math.powExact(10, tail); value += unit.intValueExact()) {
      String digits = padded(value, tail);
      fractions.add(ascii("." + digits));
      for (int end = tail; end > 1 && digits.charAt(end - 1) == '0'; end--) {
        fractions.add(ascii("." + digits.substring(0, end - 1)));
      }
    }
    return Optional.of(
        signed(
            seq(
                IntegerRange.natural(BigInteger.ZERO, null),
                optional(TextTrie.of(distinct(fractions))))));
  }

  /** The multiples of an integer from {@code low} to {@code high}, written out. */
  static Expr listed(BigInteger divisor, BigInteger low, BigInteger high) {
    List<byte[]> texts = new ArrayList<>();
    BigInteger over = low.mod(divisor);
    BigInteger first = over.signum() == 0 ? low : low.add(divisor).subtract(over);
    for (BigInteger x = first; x.compareTo(high) <= 0; x = x.add(divisor)) {
      texts.add(ascii(x.toString()));
    }
    return TextTrie.of(texts);
  }

  private static Expr signed(Expr natural) {
    return seq(optional(text("-")), natural);
  }

  private static Expr byTail(int divisor, int tail) {
    List<byte[]> ends = new ArrayList<>();
    List<byte[]> whole = new ArrayList<>();
    for (int value = 0; value < Math.powExact(10, tail); value += divisor) {
      ends.add(ascii(padded(value, tail)));
      whole.add(ascii(Integer.toString(value)));
    }
    Expr before = seq(range('1', '9'), repeat(DIGIT, 0, JsonText.MAX_DIGITS - tail - 1));
    return alt(TextTrie.of(whole), seq(before, TextTrie.of(ends)));
  }

  /** Natural numbers; parts are shared, so there are as many as digits and remainders. */
  private static Expr byRemainder(int divisor) {
    Expr[] ends = new Expr[divisor];
    Arrays.fill(ends, Expr.NOTHING);
    ends[0] = Expr.EMPTY;
    for (int digits = 1; digits < JsonText.MAX_DIGITS; digits++) {
      Expr[] longer = new Expr[divisor];
      for (int remainder = 0; remainder < divisor; remainder++) {
        List<Expr> options = digits(0, remainder, ends);
        if (remainder == 0) {
          options.add(Expr.EMPTY);
        }
        longer[remainder] = alt(options);
      }
      ends = longer;
    }
    List<Expr> options = digits(1, 0, ends);
    options.add(text("0"));
    return alt(options);
  }

  /** A digit and what may follow. */
  private static List<Expr> digits(int first, int remainder, Expr[] ends) {
    List<Expr> options = new ArrayList<>();
    for (int digit = first; digit <= 9; digit++) {
      Expr end = ends[(remainder * 10 + digit) % ends.length];
      if (!end.equals(Expr.NOTHING)) {
        options.add(seq(text(Integer.toString(digit)), end));
      }
    }
    return options;
  }

  private static List<byte[]> distinct(List<byte[]> texts) {
    return texts.stream()
        .map(t -> new String(t, StandardCharsets.US_ASCII))
        .distinct()
        .map(Multiples::ascii)
        .toList();
  }

  private static String padded(int value, int length) {
    String digits = Integer.toString(value);
    return "0".repeat(length - digits.length()) + digits;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
