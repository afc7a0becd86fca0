package dev.drover.jinja;

import java.util.List;
import java.util.Random;

/**
 * Random templates of nested tags that read and assign a few names, with whitespace and its control
 * signs around them; a seed gives the same ones.
 */
final class Programs {
  private static final int MAX_DEPTH = 3;
  private static final List<String> NAMES = List.of("x", "y", "z", "i", "s", "loop");
  private static final List<String> ASSIGNED = List.of("x", "y", "z", "i", "s");

  private final Random random;
  private int macros;

  Programs(long seed) {
    random = new Random(seed);
  }

  String next() {
    macros = 0;
    return "{% set ns = namespace(n=0) %}" + statements(MAX_DEPTH, false);
  }

  private String statements(int depth, boolean inLoop) {
    StringBuilder out = new StringBuilder();
    int count = 1 + random.nextInt(4);
    for (int i = 0; i < count; i++) {
      out.append(space()).append(statement(depth, inLoop));
    }
    return out.append(space()).toString();
  }

  private String statement(int depth, boolean inLoop) {
    if (depth == 0) {
      return simple(inLoop);
    }
    String body = statements(depth - 1, inLoop);
    String looped = statements(depth - 1, true);
    String isolated = statements(depth - 1, false);
    return switch (random.nextInt(14)) {
      case 0, 1, 2 -> simple(inLoop);
      case 3 -> tag("if " + condition()) + body + tag("endif");
      case 4 -> tag("if " + condition()) + body + tag("else") + simple(inLoop) + tag("endif");
      case 5 ->
          tag("if " + condition())
              + simple(inLoop)
              + tag("elif " + condition())
              + body
              + tag("else")
              + simple(inLoop)
              + tag("endif");
      case 6, 7 -> tag("for " + name() + " in " + elements()) + looped + tag("endfor");
      case 8 ->
          tag("for " + name() + " in " + elements() + " if " + condition())
              + looped
              + tag("else")
              + simple(inLoop)
              + tag("endfor");
      case 9 -> {
        String macro = "m" + macros++;
        String signature = random.nextBoolean() ? "" : name() + "=" + value();
        yield tag("macro " + macro + "(" + signature + ")")
            + isolated
            + tag("endmacro")
            + print(macro + "(" + (signature.isEmpty() || random.nextBoolean() ? "" : "7") + ")");
      }
      case 10 -> tag("set " + name()) + body + tag("endset");
      case 11 -> tag("filter upper") + body + tag("endfilter");
      case 12 -> tag("with " + name() + " = " + value()) + body + tag("endwith");
      default -> {
        String macro = "m" + macros++;
        yield tag("macro " + macro + "()")
            + simple(false)
            + print("caller()")
            + tag("endmacro")
            + tag("call " + macro + "()")
            + isolated
            + tag("endcall");
      }
    };
  }

  private String simple(boolean inLoop) {
    return switch (random.nextInt(inLoop ? 12 : 10)) {
      case 0, 1, 2 -> tag("set " + name() + " = " + value());
      case 3 -> tag("set ns.n = ns.n + 1");
      case 4 -> "{#" + sign() + " note " + sign() + "#}";
      case 5 -> tag("raw") + " {{ x }} " + tag("endraw");
      case 6 -> tag("set " + name() + ", " + name() + " = " + value() + ", " + value());
      case 10 -> tag("if " + condition()) + tag("break") + tag("endif");
      case 11 -> tag("if " + condition()) + tag("continue") + tag("endif");
      default -> print(value());
    };
  }

  private String value() {
    return switch (random.nextInt(8)) {
      case 0 -> Integer.toString(random.nextInt(4));
      case 1 -> "ns.n";
      case 2 ->
          pick(List.of("loop.index", "loop.first", "loop.last", "loop.length", "loop.nextitem"));
      case 3 -> "(" + pick(NAMES) + " ~ '" + (char) ('a' + random.nextInt(3)) + "')";
      case 4 -> pick(NAMES) + " is defined";
      default -> pick(NAMES) + "|string|replace('object', '')|truncate(6, true, '', 0)";
    };
  }

  private String condition() {
    return pick(
        List.of(
            "x",
            "y == 1",
            "z is defined",
            "i == 42",
            "ns.n < 3",
            "loop is defined",
            "true",
            "false",
            "x is none",
            "s is string",
            "ns.n is odd"));
  }

  private String elements() {
    return pick(List.of("[1, 2]", "[]", "[1, 2, 3]", "'ab'", "range(2)", "[x, y]", "d", "l"));
  }

  private String name() {
    return pick(ASSIGNED);
  }

  private String print(String expression) {
    return "{{" + sign() + " " + expression + " " + (random.nextInt(6) == 0 ? "-" : "") + "}}";
  }

  private String tag(String content) {
    return "{%" + sign() + " " + content + " " + sign() + "%}";
  }

  private String sign() {
    return switch (random.nextInt(8)) {
      case 0 -> "-";
      case 1 -> "+";
      default -> "";
    };
  }

  private String space() {
    return pick(List.of("", "", "\n", "  ", "\n  ", " t ", "\n\n", "t\n", "  \n", "\t", "t"));
  }

  private String pick(List<String> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
