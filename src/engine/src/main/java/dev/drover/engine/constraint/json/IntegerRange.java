package dev.drover.engine.constraint.json;

import static dev.drover.engine.constraint.Expr.alt;
import static dev.drover.engine.constraint.Expr.range;
import static dev.drover.engine.constraint.Expr.repeat;
import static dev.drover.engine.constraint.Expr.seq;
import static dev.drover.engine.constraint.Expr.text;
import static dev.drover.engine.constraint.json.JsonText.DIGIT;

import dev.drover.engine.constraint.Expr;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** Integers between two bounds of any size, in decimal, without leading zeros. */
final class IntegerRange {
  private IntegerRange() {}

  /**
   * From {@code low} to {@code high}, both included.
   *
   * @param low or null for none
   * @param high or null for none; where there is none, a number has at most {@link
   *     JsonText#MAX_DIGITS} digits, or one more than the other bound
   */
  static Expr of(BigInteger low, BigInteger high) {
    List<Expr> options = new ArrayList<>();
    if (low == null || low.signum() < 0) {
      BigInteger least = high == null || high.signum() >= 0 ? BigInteger.ONE : high.negate();
      Expr magnitude = natural(least, low == null ? null : low.negate());
      if (!magnitude.equals(Expr.NOTHING)) {
        options.add(seq(text("-"), magnitude));
      }
    }
    if (high == null || high.signum() >= 0) {
      Expr natural = natural(low == null ? BigInteger.ZERO : low.max(BigInteger.ZERO), high);
      if (!natural.equals(Expr.NOTHING)) {
        options.add(natural);
      }
    }
    return alt(options);
  }

  /**
   * From {@code low} to {@code high}, both included.
   *
   * @param low at least 0
   * @param high or null for none
   */
  static Expr natural(BigInteger low, BigInteger high) {
    String from = low.toString();
    if (high == null) {
      return natural(from, "9".repeat(Math.max(JsonText.MAX_DIGITS, from.length() + 1)));
    }
    return low.compareTo(high) > 0 ? Expr.NOTHING : natural(from, high.toString());
  }

  private static Expr natural(String from, String to) {
    if (from.length() == to.length()) {
      return between(from, to);
    }
    List<Expr> options = new ArrayList<>();
    int shortest = from.length() + 1;
    int longest = to.length() - 1;
    if (from.equals("1") || from.equals("0")) {
      shortest = 1;
      if (from.equals("0")) {
        options.add(text("0"));
      }
    } else {
      options.add(between(from, "9".repeat(from.length())));
    }
    if (to.chars().allMatch(c -> c == '9')) {
      longest = to.length();
    }
    if (shortest <= longest) {
      options.add(seq(range('1', '9'), repeat(DIGIT, shortest - 1, longest - 1)));
    }
    if (longest < to.length()) {
      options.add(between("1" + "0".repeat(to.length() - 1), to));
    }
    return alt(options);
  }

  /** Strings of digits between two of the same length. */
  private static Expr between(String from, String to) {
    int same = 0;
    while (same < from.length() && from.charAt(same) == to.charAt(same)) {
      same++;
    }
    Expr common = text(from.substring(0, same));
    return same == from.length()
        ? common
        : joined(common, split(from.substring(same), to.substring(same)));
  }

  /** Strings between two whose first digits differ. */
  private static Expr split(String from, String to) {
    int rest = from.length() - 1;
    char low = from.charAt(0);
    char high = to.charAt(0);
    List<Expr> options = new ArrayList<>();
    if (!all(from, 1, '0')) {
      options.add(seq(range(low, low), between(from.substring(1), "9".repeat(rest))));
      low++;
    }
    boolean open = all(to, 1, '9');
    if (!open) {
      high--;
    }
    if (low <= high) {
      options.add(joined(range(low, high), repeat(DIGIT, rest, rest)));
    }
    if (!open) {
      options.add(seq(text(to.substring(0, 1)), between("0".repeat(rest), to.substring(1))));
    }
    return alt(options);
  }

  private static Expr joined(Expr first, Expr second) {
    if (first.equals(Expr.EMPTY)) {
      return second;
    }
    return second instanceof Expr.Repeat(Expr _, int _, int max) && max == 0
        ? first
        : seq(first, second);
  }

  private static boolean all(String digits, int from, char digit) {
    return digits.chars().skip(from).allMatch(c -> c == digit);
  }
}
