package dev.drover.engine.constraint;

import dev.drover.engine.constraint.Expr.Repeat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * llama.cpp's GBNF as of v0.5.0, its references to tokens excepted. As there, a rule that is
 * written twice is what was written last. Source: {@code grammars/README.md} and {@code
 * llama_grammar_parser} of llama.cpp.
 */
final class GbnfCompiler {
  private static final String ROOT = "root";

  private final SourceText source;
  private final Map<String, Expr> rules = new LinkedHashMap<>();
  private final Map<String, Integer> used = new LinkedHashMap<>();
  private final Map<CodePoints, Expr> sets = new HashMap<>();
  private int depth;

  private GbnfCompiler(String source) {
    this.source = new SourceText(source);
  }

  /**
   * The language of a grammar's rule {@code root}.
   *
   * @throws ConstraintException with line and column if it cannot be read, or by name if a rule is
   *     missing
   */
  static Grammar compile(String source) {
    return new GbnfCompiler(source).grammar();
  }

  private Grammar grammar() {
    space(true);
    while (source.peek() != SourceText.END) {
      rule();
    }
    used.forEach((name, position) -> {
      if (!rules.containsKey(name)) {
        throw source.error(position, "there is no rule '" + name + "'");
      }
    });
    if (!rules.containsKey(ROOT)) {
      throw source.error("there is no rule 'root'");
    }
    return new Grammar(rules, new Expr.Ref(ROOT));
  }

  private void rule() {
    String name = name();
    if (name.isEmpty()) {
      throw source.error("the name of a rule is expected");
    }
    space(false);
    if (!source.skip("::=")) {
      throw source.error("'::=' is expected after the name of a rule");
    }
    space(true);
    rules.put(name, alternatives(false));
    int next = source.peek();
    if (next != '\r' && next != '\n' && next != SourceText.END) {
      throw source.error(unexpected(next));
    }
    space(true);
  }

  private static String unexpected(int character) {
    return switch (character) {
      case ')' -> "')' closes no group";
      case '<', '!' -> "references to tokens are not supported";
      case SourceText.END -> "the grammar ends too early";
      default -> "'" + Character.toString(character) + "' is not expected here";
    };
  }

  private Expr alternatives(boolean nested) {
    List<Expr> options = new ArrayList<>();
    options.add(sequence(nested));
    while (source.skip('|')) {
      space(true);
      options.add(sequence(nested));
    }
    return Expr.alt(options);
  }

  private Expr sequence(boolean nested) {
    List<Expr> parts = new ArrayList<>();
    while (true) {
      int next = source.peek();
      if (isWord(next)) {
        int position = source.position();
        String name = name();
        used.putIfAbsent(name, position);
        parts.add(new Expr.Ref(name));
      } else {
        switch (next) {
          case '"' -> parts.add(literal());
          case '[' -> parts.add(characters());
          case '(' -> parts.add(group());
          case '.' -> {
            source.next();
            parts.add(one(CodePoints.ANY));
          }
          case '*', '+', '?', '{' -> repeat(parts, nested);
          case '<', '!' -> throw source.error(unexpected(next));
          default -> {
            return Expr.seq(parts);
          }
        }
      }
      space(nested);
    }
  }

  private Expr group() {
    int start = source.position();
    source.next();
    if (++depth > ConstraintLimits.MAX_NESTING) {
      throw source.error(
          start, "groups are nested too deeply: more than " + ConstraintLimits.MAX_NESTING);
    }
    space(true);
    Expr inner = alternatives(true);
    if (!source.skip(')')) {
      int next = source.peek();
      throw next == SourceText.END
          ? source.error(start, "'(' is never closed")
          : source.error(unexpected(next));
    }
    depth--;
    return inner;
  }

  private void repeat(List<Expr> parts, boolean nested) {
    int start = source.position();
    if (parts.isEmpty()) {
      throw source.error("there is nothing to repeat");
    }
    int min = 0;
    int max = Repeat.UNBOUNDED;
    switch (source.next()) {
      case '+' -> min = 1;
      case '?' -> max = 1;
      case '{' -> {
        min = count(start, nested);
        max = min;
        if (source.skip(',')) {
          space(nested);
          max = source.peek() == '}' ? Repeat.UNBOUNDED : count(start, nested);
        }
        if (!source.skip('}')) {
          throw source.error("'}' is expected");
        }
      }
      default -> {}
    }
    if (max < min) {
      throw source.error(start, "the most is less than the least number of times");
    }
    parts.set(parts.size() - 1, Expr.repeat(parts.getLast(), min, max));
  }

  private int count(int start, boolean nested) {
    space(nested);
    int count = source.number();
    if (count < 0) {
      throw source.error(start, "'{' needs a number of times");
    }
    space(nested);
    return count;
  }

  private Expr literal() {
    int start = source.position();
    source.next();
    StringBuilder text = new StringBuilder();
    while (!source.skip('"')) {
      text.appendCodePoint(character(start));
    }
    return Expr.text(text.toString());
  }

  private Expr characters() {
    int start = source.position();
    source.next();
    boolean negated = source.skip('^');
    List<CodePoints> ranges = new ArrayList<>();
    while (!source.skip(']')) {
      int first = character(start);
      int last = first;
      if (source.peek() == '-' && source.peek(1) != ']') {
        source.next();
        last = character(start);
      }
      ranges.add(CodePoints.of(first, last));
    }
    CodePoints set = CodePoints.union(ranges);
    return one(negated ? set.complement() : set);
  }

  private Expr one(CodePoints set) {
    return sets.computeIfAbsent(set, CodePoints::expr);
  }

  private int character(int start) {
    int position = source.position();
    int first = source.next();
    if (first == SourceText.END) {
      throw source.error(start, "the grammar ends within a literal or class");
    }
    if (first != '\\') {
      return first;
    }
    int value =
        switch (source.next()) {
          case 'x' -> source.hex(2);
          case 'u' -> source.hex(4);
          case 'U' -> source.hex(8);
          case 't' -> '\t';
          case 'r' -> '\r';
          case 'n' -> '\n';
          case '\\' -> '\\';
          case '"' -> '"';
          case '[' -> '[';
          case ']' -> ']';
          case '-' -> '-';
          default -> throw source.error(position, "there is no such escape");
        };
    if (value < 0
        || value > Character.MAX_CODE_POINT
        || value >= Character.MIN_SURROGATE && value <= Character.MAX_SURROGATE) {
      throw source.error(position, "there is no such character");
    }
    return value;
  }

  private String name() {
    StringBuilder name = new StringBuilder();
    while (isWord(source.peek())) {
      name.appendCodePoint(source.next());
    }
    return name.toString();
  }

  private static boolean isWord(int c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-';
  }

  private void space(boolean lines) {
    while (true) {
      int c = source.peek();
      if (c == '#') {
        while (source.peek() != '\n' && source.peek() != '\r' && source.peek() != SourceText.END) {
          source.next();
        }
      } else if (c == ' ' || c == '\t' || lines && (c == '\r' || c == '\n')) {
        source.next();
      } else {
        return;
      }
    }
  }
}
