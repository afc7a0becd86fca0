package dev.drover.engine.constraint.json;

import dev.drover.engine.constraint.CodePoints;
import dev.drover.engine.constraint.Expr;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Sets of texts by what they begin with in common, so that a matcher follows one way only. */
final class TextTrie {
  private TextTrie() {}

  /** One of several texts. */
  static Expr of(Collection<byte[]> texts) {
    byte[][] sorted = texts.stream().sorted(Arrays::compareUnsigned).toArray(byte[][]::new);
    return of(sorted, 0, sorted.length, 0);
  }

  /** Of the texts from {@code from} to {@code to}, what comes from a byte on. */
  private static Expr of(byte[][] sorted, int from, int to, int at) {
    if (from == to) {
      return Expr.NOTHING;
    }
    byte[] first = sorted[from];
    byte[] last = sorted[to - 1];
    int same = at;
    while (same < first.length && same < last.length && first[same] == last[same]) {
      same++;
    }
    Expr common = Expr.bytes(Arrays.copyOfRange(first, at, same));
    if (same == first.length && same == last.length) {
      return common;
    }
    List<Expr> options = new ArrayList<>();
    int next = from;
    while (next < to && sorted[next].length == same) {
      next++;
    }
    if (next > from) {
      options.add(Expr.EMPTY);
    }
    while (next < to) {
      int end = next;
      while (end < to && sorted[end][same] == sorted[next][same]) {
        end++;
      }
      options.add(of(sorted, next, end, same));
      next = end;
    }
    Expr rest = Expr.alt(options);
    return same == at ? rest : Expr.seq(common, rest);
  }

  /**
   * The inside of a JSON string that is not empty and none of several texts, however it is escaped.
   *
   * @param texts at most {@link SchemaLimits#MAX_NAME} characters each
   */
  static Expr noneOf(Collection<String> texts) {
    return noneOf(texts.stream().map(t -> t.codePoints().toArray()).toList(), 0);
  }

  private static Expr noneOf(List<int[]> texts, int at) {
    if (texts.isEmpty()) {
      return at == 0 ? Expr.plus(JsonText.ANY_CHARACTER) : JsonText.ANY_CHARACTERS;
    }
    Map<Integer, List<int[]>> byNext = new TreeMap<>();
    boolean ends = false;
    for (int[] text : texts) {
      if (text.length == at) {
        ends = true;
      } else {
        byNext.computeIfAbsent(text[at], c -> new ArrayList<>()).add(text);
      }
    }
    List<Expr> options = new ArrayList<>();
    if (!ends && at > 0) {
      options.add(Expr.EMPTY);
    }
    CodePoints others = CodePoints.ANY;
    for (Map.Entry<Integer, List<int[]>> next : byNext.entrySet()) {
      CodePoints one = CodePoints.of(next.getKey(), next.getKey());
      options.add(Expr.seq(JsonText.character(one), noneOf(next.getValue(), at + 1)));
      others = others.minus(one);
    }
    Expr other = byNext.isEmpty() ? JsonText.ANY_CHARACTER : JsonText.character(others);
    options.add(Expr.seq(other, JsonText.ANY_CHARACTERS));
    return Expr.alt(options);
  }
}
