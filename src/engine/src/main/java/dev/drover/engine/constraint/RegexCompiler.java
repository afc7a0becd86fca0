package dev.drover.engine.constraint;

import dev.drover.engine.constraint.RegexNode.Anchor;
import dev.drover.engine.constraint.RegexNode.Choice;
import dev.drover.engine.constraint.RegexNode.One;
import dev.drover.engine.constraint.RegexNode.Sequence;
import dev.drover.engine.constraint.RegexNode.Times;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Regular expressions, in the manner of ECMAScript, as expressions over text. Anchors are supported
 * where a match can begin or end; see {@link RegexParser} for what is refused.
 */
public final class RegexCompiler {
  private final RegexParser parser;
  private final Function<CodePoints, Expr> character;
  private final Map<CodePoints, Expr> characters = new HashMap<>();

  private RegexCompiler(String pattern, Function<CodePoints, Expr> character) {
    this.parser = new RegexParser(pattern);
    this.character = character;
  }

  /**
   * The texts that a pattern matches from beginning to end.
   *
   * @throws ConstraintException with line and column if it cannot be read or is not supported
   */
  static Expr match(String pattern) {
    return match(pattern, CodePoints::expr);
  }

  /**
   * The texts that a pattern matches from beginning to end, in another encoding.
   *
   * @param character writes one character of a set; nothing for the empty set
   */
  static Expr match(String pattern, Function<CodePoints, Expr> character) {
    RegexCompiler compiler = new RegexCompiler(pattern, character);
    Ends ends = compiler.ends(compiler.parser.parse(), true, true);
    return Expr.alt(List.of(ends.free, ends.begins, ends.stops, ends.both));
  }

  /**
   * The texts in which a pattern matches somewhere.
   *
   * @throws ConstraintException with line and column if it cannot be read or is not supported
   */
  static Expr search(String pattern) {
    return search(pattern, CodePoints::expr);
  }

  /**
   * The texts in which a pattern matches somewhere, in another encoding.
   *
   * @param character writes one character of a set; nothing for the empty set
   */
  public static Expr search(String pattern, Function<CodePoints, Expr> character) {
    RegexCompiler compiler = new RegexCompiler(pattern, character);
    Ends ends = compiler.ends(compiler.parser.parse(), true, true);
    Expr any = Expr.star(character.apply(CodePoints.ANY));
    return Expr.alt(
        List.of(
            Expr.seq(any, ends.free, any),
            Expr.seq(ends.begins, any),
            Expr.seq(any, ends.stops),
            ends.both));
  }

  /**
   * What a node matches, by where it can be only.
   *
   * @param free anywhere
   * @param begins at the beginning of the text
   * @param stops at the end
   * @param both where the match is the whole text
   */
  private record Ends(Expr free, Expr begins, Expr stops, Expr both) {
    static Ends free(Expr expr) {
      return new Ends(expr, Expr.NOTHING, Expr.NOTHING, Expr.NOTHING);
    }

    Ends at(boolean beginning, boolean end) {
      Ends ends = this;
      if (beginning) {
        ends =
            new Ends(
                Expr.NOTHING,
                Expr.alt(ends.free, ends.begins),
                Expr.NOTHING,
                Expr.alt(ends.stops, ends.both));
      }
      return end
          ? new Ends(
              Expr.NOTHING,
              Expr.NOTHING,
              Expr.alt(ends.free, ends.stops),
              Expr.alt(ends.begins, ends.both))
          : ends;
    }
  }

  /** What a node matches that may hold anchors at its beginning or its end. */
  private Ends ends(RegexNode node, boolean leading, boolean trailing) {
    return switch (node) {
      case One one -> Ends.free(one(one));
      case Anchor anchor -> {
        if (!(anchor.end() ? trailing : leading)) {
          throw parser.misplaced(anchor);
        }
        yield Ends.free(Expr.EMPTY).at(!anchor.end(), anchor.end());
      }
      case Choice choice -> {
        List<Ends> all =
            choice.options().stream().map(option -> ends(option, leading, trailing)).toList();
        yield new Ends(
            Expr.alt(all.stream().map(Ends::free).toList()),
            Expr.alt(all.stream().map(Ends::begins).toList()),
            Expr.alt(all.stream().map(Ends::stops).toList()),
            Expr.alt(all.stream().map(Ends::both).toList()));
      }
      case Times times -> {
        if (times.min() == 0 && times.max() == 1) {
          Ends body = ends(times.body(), leading, trailing);
          yield new Ends(Expr.optional(body.free), body.begins, body.stops, body.both);
        }
        yield Ends.free(
            Expr.repeat(ends(times.body(), false, false).free, times.min(), times.max()));
      }
      case Sequence sequence -> sequence(sequence.parts(), leading, trailing);
    };
  }

  private Ends sequence(List<RegexNode> parts, boolean leading, boolean trailing) {
    int from = 0;
    int to = parts.size();
    while (leading && from < to && parts.get(from) instanceof Anchor a && !a.end()) {
      from++;
    }
    while (trailing && to > from && parts.get(to - 1) instanceof Anchor a && a.end()) {
      to--;
    }
    Ends inner = Ends.free(Expr.EMPTY);
    if (to - from == 1) {
      inner = ends(parts.get(from), leading, trailing);
    } else if (to > from) {
      List<Expr> middle = new ArrayList<>();
      for (RegexNode part : parts.subList(from + 1, to - 1)) {
        middle.add(ends(part, false, false).free);
      }
      Ends first = ends(parts.get(from), leading, false);
      Ends last = ends(parts.get(to - 1), false, trailing);
      inner =
          new Ends(
              joined(first.free, middle, last.free),
              joined(first.begins, middle, last.free),
              joined(first.free, middle, last.stops),
              joined(first.begins, middle, last.stops));
    }
    return inner.at(from > 0, to < parts.size());
  }

  private static Expr joined(Expr first, List<Expr> middle, Expr last) {
    if (first == Expr.NOTHING || last == Expr.NOTHING) {
      return Expr.NOTHING;
    }
    List<Expr> parts = new ArrayList<>(middle.size() + 2);
    parts.add(first);
    parts.addAll(middle);
    parts.add(last);
    return Expr.seq(parts);
  }

  private Expr one(One one) {
    return characters.computeIfAbsent(one.set(), character);
  }
}
