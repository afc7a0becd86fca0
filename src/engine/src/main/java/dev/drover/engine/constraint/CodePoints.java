package dev.drover.engine.constraint;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;

/**
 * A set of Unicode scalar values (code points without surrogates), as ranges. Immutable. Source of
 * the encoding: RFC 3629.
 */
public final class CodePoints {
  /** All of them. */
  public static final CodePoints ANY = of(0, Character.MAX_CODE_POINT);

  /** None. */
  public static final CodePoints NONE = new CodePoints(new int[0]);

  private static final int FIRST_SURROGATE = 0xD800;
  private static final int AFTER_SURROGATES = 0xE000;

  /** Where the encoding grows longer, and the end. */
  private static final int[] STEPS = {0, 0x80, 0x800, 0x10000, Character.MAX_CODE_POINT + 1};

  /** The fixed bits of the first byte, by length. */
  private static final int[] LEADS = {0, 0, 0xC0, 0xE0, 0xF0};

  /** First value and the value after the last of each range, in order, with gaps between them. */
  private final int[] bounds;

  private CodePoints(int[] bounds) {
    this.bounds = bounds;
  }

  /** From {@code from} to {@code to}, both included, without surrogates. */
  public static CodePoints of(int from, int to) {
    if (from > to) {
      return NONE;
    }
    CodePoints range = new CodePoints(new int[] {from, to + 1});
    return to < FIRST_SURROGATE || from >= AFTER_SURROGATES
        ? range
        : range.minus(new CodePoints(new int[] {FIRST_SURROGATE, AFTER_SURROGATES}));
  }

  /** The characters of a text. */
  public static CodePoints of(String characters) {
    return union(characters.codePoints().distinct().mapToObj(c -> of(c, c)).toList());
  }

  /** What any of several sets holds. */
  public static CodePoints union(List<CodePoints> sets) {
    List<int[]> ranges = new ArrayList<>();
    for (CodePoints set : sets) {
      for (int i = 0; i < set.bounds.length; i += 2) {
        ranges.add(new int[] {set.bounds[i], set.bounds[i + 1]});
      }
    }
    ranges.sort(Comparator.comparingInt(range -> range[0]));
    int[] result = new int[2 * ranges.size()];
    int n = 0;
    for (int[] range : ranges) {
      if (n > 0 && range[0] <= result[n - 1]) {
        result[n - 1] = Math.max(result[n - 1], range[1]);
      } else {
        result[n++] = range[0];
        result[n++] = range[1];
      }
    }
    return new CodePoints(Arrays.copyOf(result, n));
  }

  /** The characters of which something holds. */
  static CodePoints where(IntPredicate holds) {
    int[] result = new int[64];
    int n = 0;
    for (int c = 0; c <= Character.MAX_CODE_POINT + 1; c++) {
      boolean in =
          c <= Character.MAX_CODE_POINT
              && (c < FIRST_SURROGATE || c >= AFTER_SURROGATES)
              && holds.test(c);
      if (in != (n % 2 == 1)) {
        result = n == result.length ? Arrays.copyOf(result, 2 * n) : result;
        result[n++] = c;
      }
    }
    return new CodePoints(Arrays.copyOf(result, n));
  }

  /** What either set holds. */
  public CodePoints or(CodePoints other) {
    return merged(other, true, true, true);
  }

  /** What both sets hold. */
  public CodePoints and(CodePoints other) {
    return merged(other, false, false, true);
  }

  /** What this set holds and the other does not. */
  public CodePoints minus(CodePoints other) {
    return merged(other, true, false, false);
  }

  /** Everything that this set does not hold. */
  public CodePoints complement() {
    return ANY.minus(this);
  }

  /** Walks both lists of bounds; the flags say which places belong to the result. */
  private CodePoints merged(CodePoints other, boolean here, boolean there, boolean both) {
    int[] result = new int[bounds.length + other.bounds.length];
    int n = 0;
    int a = 0;
    int b = 0;
    while (a < bounds.length || b < other.bounds.length) {
      int at =
          Math.min(
              a < bounds.length ? bounds[a] : Integer.MAX_VALUE,
              b < other.bounds.length ? other.bounds[b] : Integer.MAX_VALUE);
      if (a < bounds.length && bounds[a] == at) {
        a++;
      }
      if (b < other.bounds.length && other.bounds[b] == at) {
        b++;
      }
      boolean inA = a % 2 == 1;
      boolean inB = b % 2 == 1;
      boolean in = inA && inB ? both : inA ? here : inB && there;
      if (in != (n % 2 == 1)) {
        result[n++] = at;
      }
    }
    return new CodePoints(Arrays.copyOf(result, n));
  }

  /** Whether the set holds a code point. */
  public boolean contains(int codePoint) {
    int at = Arrays.binarySearch(bounds, codePoint);
    return at >= 0 ? at % 2 == 0 : (-at - 1) % 2 == 1;
  }

  /** Whether it holds none. */
  public boolean isEmpty() {
    return bounds.length == 0;
  }

  /** How many ranges it is made of. */
  int ranges() {
    return bounds.length / 2;
  }

  /** First value and the value after the last of each range, in order. */
  int[] bounds() {
    return bounds.clone();
  }

  /**
   * One character of the set, in UTF-8; {@link Expr#NOTHING} if there is none. After each byte one
   * way of going on is left.
   */
  public Expr expr() {
    List<Expr> options = new ArrayList<>();
    Map<List<Integer>, Expr> known = new HashMap<>();
    for (int length = 1; length <= 4; length++) {
      List<Integer> part = part(STEPS[length - 1], STEPS[length]);
      if (!part.isEmpty()) {
        options.add(block(part, length - 1, LEADS[length], known));
      }
    }
    return Expr.alt(options);
  }

  /** The bounds of what lies in a range, of which the end is not included. */
  private List<Integer> part(int from, int to) {
    List<Integer> result = new ArrayList<>();
    int at = Arrays.binarySearch(bounds, from + 1);
    for (int i = (at >= 0 ? at : -at - 1) / 2 * 2; i < bounds.length && bounds[i] < to; i += 2) {
      result.add(Math.max(from, bounds[i]));
      result.add(Math.min(to, bounds[i + 1]));
    }
    return result;
  }

  /**
   * A byte and what follows it.
   *
   * @param part bounds within the block
   * @param after how many bytes follow
   * @param marker the byte's fixed bits
   */
  private static Expr block(
      List<Integer> part, int after, int marker, Map<List<Integer>, Expr> known) {
    int shift = 6 * after;
    int size = 1 << shift;
    BitSet whole = new BitSet(256);
    Map<Integer, List<Integer>> partial = new TreeMap<>();
    for (int i = 0; i < part.size(); i += 2) {
      int low = part.get(i);
      int end = part.get(i + 1);
      while (low < end) {
        int value = low >> shift;
        int start = value << shift;
        if (low == start && end - low >= size) {
          whole.set(marker | value, (marker | (end >> shift) - 1) + 1);
          low = end >> shift << shift;
        } else {
          int stop = Math.min(end, start + size);
          List<Integer> inner = partial.computeIfAbsent(value, v -> new ArrayList<>());
          inner.add(low - start);
          inner.add(stop - start);
          low = stop;
        }
      }
    }
    Map<List<Integer>, BitSet> bytes = new LinkedHashMap<>();
    if (!whole.isEmpty()) {
      bytes.put(List.of(0, size), whole);
    }
    partial.forEach(
        (value, inner) -> bytes.computeIfAbsent(inner, k -> new BitSet(256)).set(marker | value));
    List<Expr> options = new ArrayList<>();
    bytes.forEach((inner, set) -> options.add(follow(set, after, inner, known)));
    return Expr.alt(options);
  }

  private static Expr follow(
      BitSet first, int after, List<Integer> inner, Map<List<Integer>, Expr> known) {
    Expr lead = new Expr.Bytes(first);
    if (after == 0) {
      return lead;
    }
    List<Integer> key = new ArrayList<>(inner);
    key.add(after);
    Expr next = known.get(key);
    if (next == null) {
      next = block(inner, after - 1, 0x80, known);
      known.put(key, next);
    }
    return Expr.seq(lead, next);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CodePoints that && Arrays.equals(bounds, that.bounds);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bounds);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("[");
    for (int i = 0; i < bounds.length; i += 2) {
      text.append(String.format("%04X-%04X ", bounds[i], bounds[i + 1] - 1));
    }
    return text.toString().strip() + "]";
  }
}
