package dev.drover.engine.constraint;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A set of Unicode scalar values (code points without surrogates). Immutable. Source of the
 * encoding: RFC 3629.
 */
public final class CodePoints {
  /** All of them. */
  public static final CodePoints ANY = of(0, Character.MAX_CODE_POINT);

  /** None. */
  public static final CodePoints NONE = new CodePoints(new BitSet());

  private static final int FIRST_SURROGATE = 0xD800;
  private static final int AFTER_SURROGATES = 0xE000;

  /** Where the encoding grows longer, and the end. */
  private static final int[] STEPS = {0x80, 0x800, 0x10000, Character.MAX_CODE_POINT + 1};

  private final BitSet set;

  private CodePoints(BitSet set) {
    set.clear(FIRST_SURROGATE, AFTER_SURROGATES);
    this.set = set;
  }

  /** From {@code from} to {@code to}, both included, without surrogates. */
  public static CodePoints of(int from, int to) {
    BitSet set = new BitSet();
    set.set(from, to + 1);
    return new CodePoints(set);
  }

  /** The characters of a text. */
  public static CodePoints of(String characters) {
    BitSet set = new BitSet();
    characters.codePoints().forEach(set::set);
    return new CodePoints(set);
  }

  /** What either set holds. */
  public CodePoints or(CodePoints other) {
    BitSet union = (BitSet) set.clone();
    union.or(other.set);
    return new CodePoints(union);
  }

  /** What this set holds and the other does not. */
  public CodePoints minus(CodePoints other) {
    BitSet rest = (BitSet) set.clone();
    rest.andNot(other.set);
    return new CodePoints(rest);
  }

  /** Everything that this set does not hold. */
  public CodePoints complement() {
    return ANY.minus(this);
  }

  /** Whether the set holds a code point. */
  public boolean contains(int codePoint) {
    return set.get(codePoint);
  }

  /** Whether it holds none. */
  public boolean isEmpty() {
    return set.isEmpty();
  }

  /** One character of the set, in UTF-8; {@link Expr#NOTHING} if there is none. */
  public Expr expr() {
    Map<List<Integer>, BitSet> byLead = new TreeMap<>(CodePoints::compare);
    for (int from = set.nextSetBit(0); from >= 0; ) {
      int to = set.nextClearBit(from) - 1;
      for (int low = from; low <= to; ) {
        int high = Math.min(to, stepAfter(low) - 1);
        encode(low, high, byLead);
        low = high + 1;
      }
      from = set.nextSetBit(to + 1);
    }
    return merged(byLead);
  }

  private static int stepAfter(int codePoint) {
    for (int step : STEPS) {
      if (codePoint < step) {
        return step;
      }
    }
    throw new IllegalArgumentException("no code point: " + codePoint);
  }

  /** Splits a range of equally long encodings into sequences of byte ranges. */
  private static void encode(int low, int high, Map<List<Integer>, BitSet> out) {
    int length = low < 0x80 ? 1 : low < 0x800 ? 2 : low < 0x10000 ? 3 : 4;
    split(low, high, length - 1, length, List.of(), out);
  }

  /**
   * Encodes the range at and after one byte.
   *
   * @param after how many bytes follow this one
   * @param prefix what comes before: pairs of the first and last value of a byte
   */
  private static void split(
      int low,
      int high,
      int after,
      int length,
      List<Integer> prefix,
      Map<List<Integer>, BitSet> out) {
    int shift = 6 * after;
    int first = byteAt(low, shift, length, prefix.isEmpty());
    int last = byteAt(high, shift, length, prefix.isEmpty());
    if (after == 0) {
      out.computeIfAbsent(prefix, p -> new BitSet(256)).set(first, last + 1);
      return;
    }
    int mask = (1 << shift) - 1;
    if (first == last) {
      split(low & mask, high & mask, after - 1, length, plus(prefix, first, first), out);
      return;
    }
    if ((low & mask) != 0) {
      split(low & mask, mask, after - 1, length, plus(prefix, first, first), out);
      first++;
    }
    int end = (high & mask) == mask ? last : last - 1;
    if (first <= end) {
      split(0, mask, after - 1, length, plus(prefix, first, end), out);
    }
    if (end != last) {
      split(0, high & mask, after - 1, length, plus(prefix, last, last), out);
    }
  }

  private static int byteAt(int value, int shift, int length, boolean lead) {
    int bits = value >> shift;
    if (!lead) {
      return 0x80 | bits & 0x3F;
    }
    return switch (length) {
      case 1 -> bits;
      case 2 -> 0xC0 | bits;
      case 3 -> 0xE0 | bits;
      default -> 0xF0 | bits;
    };
  }

  private static List<Integer> plus(List<Integer> prefix, int first, int last) {
    List<Integer> longer = new ArrayList<>(prefix);
    longer.add(first);
    longer.add(last);
    return longer;
  }

  private static int compare(List<Integer> a, List<Integer> b) {
    for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
      if (!a.get(i).equals(b.get(i))) {
        return Integer.compare(a.get(i), b.get(i));
      }
    }
    return Integer.compare(a.size(), b.size());
  }

  private static Expr merged(Map<List<Integer>, BitSet> byLead) {
    List<Expr> options = new ArrayList<>();
    byLead.forEach((prefix, last) -> {
      List<Expr> parts = new ArrayList<>();
      for (int i = 0; i < prefix.size(); i += 2) {
        parts.add(Expr.range(prefix.get(i), prefix.get(i + 1)));
      }
      parts.add(new Expr.Bytes(last));
      options.add(Expr.seq(parts));
    });
    return Expr.alt(options);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CodePoints that && set.equals(that.set);
  }

  @Override
  public int hashCode() {
    return set.hashCode();
  }

  @Override
  public String toString() {
    return set.toString();
  }
}
