package dev.drover.jinja;

import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;

/** Random expressions over the values of {@code variables.json}; a seed gives the same ones. */
final class Expressions {
  private static final int MAX_DEPTH = 3;

  private static final List<String> LITERALS =
      List.of(
          "'abc'",
          "'a b'",
          "'1.5'",
          "'12'",
          "''",
          "0",
          "1",
          "2",
          "-3",
          "1.5",
          "0.1",
          "true",
          "none",
          "[1, 2]",
          "(3, 'x')",
          "{'k': 1}",
          "[]",
          "'é'",
          "'%s'",
          "'{}'",
          "1e16",
          "7",
          "['b', 'a']",
          "'%d|%5.1f'",
          "'a,b;c'",
          "-0.0",
          "'Éa ß'",
          "{1: 2, none: 3}",
          "'{:>5}'",
          "2.5e-5",
          "1000000",
          "'\\n x \\t'",
          "(1,)",
          "[[1, 2], [0, 5]]",
          "'x🦜y'");

  private static final List<String> NAMES =
      List.of(
          "s",
          "t",
          "lines",
          "astral",
          "html",
          "empty",
          "i",
          "neg",
          "big",
          "f",
          "tiny",
          "yes",
          "no",
          "nil",
          "l",
          "words",
          "mixed",
          "nested",
          "d",
          "tricky",
          "users",
          "nope",
          "messages",
          "range(4)",
          "d.a",
          "l[0]",
          "users[1].name",
          "messages[0].content",
          "users|first");

  private static final List<String> OPERATORS =
      List.of(
          "+", "-", "*", "/", "//", "%", "~", "==", "!=", "<", "<=", ">", ">=", "in", "not in",
          "and", "or");

  private static final List<String> FILTERS =
      List.of(
          "abs",
          "capitalize",
          "center(9)",
          "default('z')",
          "default('z', true)",
          "dictsort",
          "e",
          "first",
          "float",
          "int",
          "items|list",
          "join(',')",
          "last",
          "length",
          "list",
          "lower",
          "map('string')|list",
          "map('upper')|join",
          "max",
          "min",
          "reject|list",
          "replace('a', 'b')",
          "reverse|list",
          "round",
          "round(1)",
          "select('string')|list",
          "select('number')|list",
          "sort",
          "string",
          "sum",
          "title",
          "tojson",
          "trim",
          "truncate(5, true, '…', 0)",
          "unique|list",
          "upper",
          "urlencode",
          "wordcount",
          "batch(2)|list",
          "slice(2)|list",
          "safe",
          "indent",
          "striptags",
          "select|list",
          "map(attribute='name')|list",
          "count",
          "selectattr('name')|list",
          "format(1)",
          "tojson(indent=1)",
          "forceescape",
          "xmlattr",
          "filesizeformat",
          "first|string",
          "sort(reverse=true)",
          "groupby(0)",
          "int(3)",
          "float(2)",
          "d",
          "dictsort(by='value')",
          "sum(start=1)",
          "join",
          "length|string",
          "list|length");

  private static final List<String> TESTS =
      List.of(
          "defined",
          "undefined",
          "none",
          "string",
          "number",
          "integer",
          "float",
          "boolean",
          "mapping",
          "sequence",
          "iterable",
          "callable",
          "odd",
          "even",
          "lower",
          "upper",
          "true",
          "false",
          "escaped",
          "divisibleby(2)",
          "eq(1)",
          "in([1, 2])",
          "sameas(none)",
          "gt(1)");

  private static final List<String> POSTFIXES =
      List.of(
          "[0]",
          "[-1]",
          "[1:]",
          "[:2]",
          "[::-1]",
          "[::2]",
          "[1:-1]",
          "['a']",
          ".a",
          ".name",
          ".x",
          ".upper()",
          ".lower()",
          ".strip()",
          ".split()",
          ".split(' ')",
          ".split(',', 1)",
          ".title()",
          ".replace('l', 'L')",
          ".startswith('a')",
          ".endswith(('x', 'c'))",
          ".find('a')",
          ".count('a')",
          ".items()",
          ".keys()|list",
          ".values()|list",
          ".get('a')",
          ".get('zz', 0)",
          ".splitlines()",
          ".join(words)",
          ".isdigit()",
          ".isalpha()",
          ".zfill(6)",
          ".ljust(4)",
          ".partition(' ')",
          ".rsplit(none, 1)",
          ".format(1)",
          ".format('x', a=2)",
          ".index(2)",
          ".count(1)",
          ".items()|list",
          ".swapcase()",
          ".islower()",
          ".isspace()",
          ".removeprefix('a')",
          ".capitalize()",
          ".center(7, '*')",
          ".lstrip()",
          ".rstrip('c')",
          ".is_integer()",
          ".bit_length()",
          ".real",
          ".append(1)",
          ".update({})",
          ".copy()",
          "[i]",
          "[nope]",
          "[none]",
          "[1.0]",
          "[true]",
          ".0",
          ".expandtabs(3)",
          ".rfind('b')",
          ".isupper()");

  private final Random random;

  Expressions(long seed) {
    random = new Random(seed);
  }

  /**
   * Returns a template that prints an expression. Literals get names first: Jinja works constants
   * out at compile time, and forgives slices of what cannot be sliced when it does.
   */
  String next() {
    String expression = expression(MAX_DEPTH);
    StringBuilder template = new StringBuilder();
    for (int i = 0; i < LITERALS.size(); i++) {
      if (Pattern.compile("\\bc" + i + "\\b").matcher(expression).find()) {
        template.append("{% set c").append(i).append(" = ").append(LITERALS.get(i)).append(" %}");
      }
    }
    return template.append("{{ ").append(expression).append(" }}").toString();
  }

  private String atom() {
    int index = random.nextInt(NAMES.size() + LITERALS.size());
    return index < NAMES.size() ? NAMES.get(index) : "c" + (index - NAMES.size());
  }

  private String expression(int depth) {
    if (depth == 0) {
      return atom();
    }
    return switch (random.nextInt(14)) {
      case 12 -> "('%s').format(%s)".formatted(fields(), expression(depth - 1));
      case 13 -> "('%s' %% (%s,))".formatted(conversion(), expression(depth - 1));
      case 0, 1 -> atom();
      case 2, 3, 4 -> "(" + expression(depth - 1) + ")" + pick(POSTFIXES);
      case 5, 6, 7 -> "(" + expression(depth - 1) + ")|" + pick(FILTERS);
      case 8 ->
          "("
              + expression(depth - 1)
              + ") is "
              + (random.nextBoolean() ? "not " : "")
              + pick(TESTS);
      case 9 ->
          "(%s if %s else %s)"
              .formatted(expression(depth - 1), expression(depth - 1), expression(depth - 1));
      case 10 -> (random.nextBoolean() ? "not " : "-") + "(" + expression(depth - 1) + ")";
      default ->
          "(%s %s %s)".formatted(expression(depth - 1), pick(OPERATORS), expression(depth - 1));
    };
  }

  private String fields() {
    String spec =
        maybe("<", ">", "^", "=", "*<", "0>", "é^")
            + maybe("+", "-", " ")
            + maybe("#")
            + maybe("0")
            + maybe("1", "6", "12")
            + maybe(",", "_")
            + maybe(".0", ".1", ".3", ".10")
            + maybe("d", "f", "e", "g", "x", "X", "b", "o", "s", "%", "n", "c", "E", "G");
    return "{" + maybe("!r", "!s") + ":" + spec + "}";
  }

  private String conversion() {
    return "%"
        + maybe("-", "0", "+", " ", "#", "-#", "0+", " 0")
        + maybe("1", "6", "12")
        + maybe(".0", ".1", ".3", ".10")
        + pick(List.of("d", "i", "x", "X", "o", "s", "r", "a", "f", "e", "g", "E", "G", "c"));
  }

  private String maybe(String... choices) {
    return random.nextInt(3) > 0 ? "" : choices[random.nextInt(choices.length)];
  }

  private String pick(List<String> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
