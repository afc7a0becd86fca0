package dev.drover.engine.constraint;

import dev.drover.engine.constraint.Expr.Repeat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads regular expressions in the manner of ECMAScript with its flag {@code u}, a little more
 * lenient about what needs no escape. What makes a language irregular or depends on what is around
 * is refused by name. Source: ECMA-262, 22.2.1.
 */
final class RegexParser {
  /** Ranges that take as long to make as the other cases of one class. */
  private static final int CASE_COST = 300;

  private final SourceText source;
  private final RegexEscapes escapes;
  private final Map<CodePoints, CodePoints> caseless = new HashMap<>();
  private int depth;
  private int ranges;

  RegexParser(String pattern) {
    this.source = new SourceText(pattern);
    this.escapes = new RegexEscapes(source);
  }

  /**
   * Reads all of it.
   *
   * @throws ConstraintException with line and column
   */
  RegexNode parse() {
    boolean ignoreCase = source.skip("(?i)");
    RegexNode node = choice(ignoreCase);
    if (source.peek() != SourceText.END) {
      throw source.error("')' closes no group");
    }
    return node;
  }

  /** That an anchor stands where it would not be redundant. */
  ConstraintException misplaced(RegexNode.Anchor anchor) {
    return source.error(
        anchor.position(),
        anchor.end()
            ? "the anchor $ is supported at the end only"
            : "the anchor ^ is supported at the beginning only");
  }

  private RegexNode choice(boolean ignoreCase) {
    List<RegexNode> options = new ArrayList<>();
    do {
      options.add(sequence(ignoreCase));
    } while (source.skip('|'));
    return options.size() == 1 ? options.getFirst() : new RegexNode.Choice(options);
  }

  private RegexNode sequence(boolean ignoreCase) {
    List<RegexNode> parts = new ArrayList<>();
    while (true) {
      int c = source.peek();
      if (c == SourceText.END || c == '|' || c == ')') {
        return parts.size() == 1 ? parts.getFirst() : new RegexNode.Sequence(parts);
      }
      parts.add(term(ignoreCase));
    }
  }

  private RegexNode term(boolean ignoreCase) {
    int start = source.position();
    int c = source.next();
    switch (c) {
      case '^', '$' -> {
        RegexNode anchor = new RegexNode.Anchor(c == '$', start);
        if (quantifier() != null) {
          throw source.error(start, "an anchor cannot be repeated");
        }
        return anchor;
      }
      case '*', '+', '?' -> throw source.error(start, "there is nothing to repeat");
      case '{' -> {
        source.moveTo(start);
        if (quantifier() != null) {
          throw source.error(start, "there is nothing to repeat");
        }
        source.next();
        return quantified(one(CodePoints.of("{"), ignoreCase));
      }
      case '(' -> {
        return quantified(group(start, ignoreCase));
      }
      case '[' -> {
        return quantified(one(characters(start, ignoreCase), false));
      }
      case '.' -> {
        return quantified(one(RegexSets.LINE_END.complement(), false));
      }
      case '\\' -> {
        return quantified(one(escapes.read(false), ignoreCase));
      }
      default -> {
        source.moveTo(start);
        return quantified(one(escapes.literal(), ignoreCase));
      }
    }
  }

  private RegexNode one(CodePoints set, boolean ignoreCase) {
    return new RegexNode.One(ignoreCase ? caseless(set, source.position()) : set);
  }

  private RegexNode group(int start, boolean ignoreCase) {
    if (++depth > ConstraintLimits.MAX_NESTING) {
      throw source.error(
          start, "groups are nested too deeply: more than " + ConstraintLimits.MAX_NESTING);
    }
    boolean inner = ignoreCase;
    if (source.skip('?')) {
      if (source.skip('=') || source.skip('!')) {
        throw source.error(start, "lookahead is not supported");
      } else if (source.skip("<=") || source.skip("<!")) {
        throw source.error(start, "lookbehind is not supported");
      } else if (source.skip('>')) {
        throw source.error(start, "atomic groups are not supported");
      } else if (source.skip('<') || source.skip("P<")) {
        name(start);
      } else if (source.skip("i:")) {
        inner = true;
      } else if (source.skip("-i:")) {
        inner = false;
      } else if (!source.skip(':')) {
        throw source.error(
            start,
            "this kind of group is not supported; of the flags, (?i) at the beginning and"
                + " (?i:...) are");
      }
    }
    RegexNode node = choice(inner);
    if (!source.skip(')')) {
      throw source.error(start, "'(' is never closed");
    }
    depth--;
    return node;
  }

  private void name(int start) {
    int first = source.position();
    while (source.peek() == '_'
        || source.peek() == '$'
        || source.peek() >= 0 && Character.isLetterOrDigit(source.peek())) {
      source.next();
    }
    if (source.position() == first || !source.skip('>')) {
      throw source.error(start, "the name of a group is expected");
    }
  }

  private record Count(int min, int max) {}

  /** Reads a quantifier if one comes next; else stays where it is and gives null. */
  private Count quantifier() {
    int start = source.position();
    Count count =
        switch (source.next()) {
          case '*' -> new Count(0, Repeat.UNBOUNDED);
          case '+' -> new Count(1, Repeat.UNBOUNDED);
          case '?' -> new Count(0, 1);
          case '{' -> braces();
          default -> null;
        };
    if (count == null) {
      source.moveTo(start);
      return null;
    }
    if (count.max < count.min) {
      throw source.error(start, "the most is less than the least number of times");
    }
    source.skip('?');
    if (source.peek() == '+') {
      throw source.error("possessive quantifiers are not supported");
    }
    return count;
  }

  private Count braces() {
    int min = source.number();
    int max = min;
    if (source.skip(',')) {
      max = source.number();
      max = max < 0 ? Repeat.UNBOUNDED : max;
    }
    return min >= 0 && source.skip('}') ? new Count(min, max) : null;
  }

  private RegexNode quantified(RegexNode node) {
    Count count = quantifier();
    return count == null ? node : new RegexNode.Times(node, count.min, count.max);
  }

  private CodePoints characters(int start, boolean ignoreCase) {
    boolean negated = source.skip('^');
    List<CodePoints> sets = new ArrayList<>();
    while (!source.skip(']')) {
      if (source.peek() == SourceText.END) {
        throw source.error(start, "'[' is never closed");
      }
      int at = source.position();
      CodePoints first = member();
      if (source.peek() == '-' && source.peek(1) != ']' && source.peek(1) != SourceText.END) {
        source.next();
        first = CodePoints.of(single(first, at), single(member(), at));
        if (first.isEmpty()) {
          throw source.error(at, "the range is the wrong way round");
        }
      }
      sets.add(first);
      count(first.ranges(), start);
    }
    CodePoints set = CodePoints.union(sets);
    set = ignoreCase ? caseless(set, start) : set;
    return negated ? set.complement() : set;
  }

  private CodePoints caseless(CodePoints set, int start) {
    return caseless.computeIfAbsent(
        set,
        s -> {
          count(CASE_COST, start);
          return RegexSets.ignoringCase(s);
        });
  }

  private void count(int more, int start) {
    ranges += more;
    if (ranges > ConstraintLimits.MAX_RANGES) {
      throw source.error(
          start, "the classes are too large: more than " + ConstraintLimits.MAX_RANGES + " ranges");
    }
  }

  private CodePoints member() {
    return source.skip('\\') ? escapes.read(true) : escapes.literal();
  }

  private int single(CodePoints set, int position) {
    int[] bounds = set.bounds();
    if (bounds.length != 2 || bounds[1] != bounds[0] + 1) {
      throw source.error(position, "a range needs a character at each end");
    }
    return bounds[0];
  }
}
