package dev.drover.engine.constraint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegexCompilerTest {
  /** Characters in which the two dialects could part. */
  private static final List<String> CHARACTERS =
      List.of(
          "a",
          "b",
          "c",
          "Z",
          "0",
          "9",
          "_",
          "-",
          "]",
          "{",
          " ",
          "\t",
          "\n",
          "\013",
          "\f",
          "\r",
          "\0",
          "\b",
          "\u00A0",
          "\u00e9",
          "\u00c9",
          "\u2028",
          "\uFEFF",
          "\u3000",
          "\u65e5",
          "\u0391",
          "\u03b1",
          "\u0663",
          "\ud83d\ude00",
          ".",
          "/",
          "\\",
          "$",
          "^",
          "\"");

  private static CompiledGrammar match(String regex) {
    return compiled(RegexCompiler.match(regex));
  }

  private static CompiledGrammar compiled(Expr expr) {
    return new CompiledGrammar(List.of(Grammar.of(expr)), () -> {});
  }

  private static State after(CompiledGrammar grammar, String text) {
    return Completion.after(grammar, text.getBytes(UTF_8));
  }

  @Provide
  Arbitrary<String> regexes() {
    Arbitrary<String> leaves =
        Arbitraries.of("a", "b", "c", "[ab]", "[^a]", "ab", ".", "\\d", "", "\\w", "[b-c\u00e9]");
    return Arbitraries.recursive(() -> leaves, RegexCompilerTest::larger, 0, 4);
  }

  private static Arbitrary<String> larger(Arbitrary<String> parts) {
    Arbitrary<String> times =
        Arbitraries.of("*", "+", "?", "{2}", "{1,}", "{0,2}", "{1,3}", "*?", "+?", "??");
    return Arbitraries.oneOf(
        Combinators.combine(parts, parts).as((a, b) -> a + b),
        Combinators.combine(parts, parts).as((a, b) -> "(" + a + "|" + b + ")"),
        Combinators.combine(parts, times).as((a, t) -> "(?:" + a + ")" + t),
        parts.map(a -> "(?<name" + Math.abs(a.hashCode()) + ">" + a + ")").map(a -> "(" + a + ")"));
  }

  @Provide
  Arbitrary<List<String>> texts() {
    return Arbitraries.of("a", "b", "c", "ab", "0", "\u00e9", "\n", "_", "\ud83d\ude00")
        .list()
        .ofMaxSize(6)
        .map(list -> String.join("", list))
        .list()
        .ofSize(10);
  }

  private static Pattern java(String regex) {
    // Names may come only once there.
    return Pattern.compile(regex.replaceAll("\\?<name\\d+>", "?:"));
  }

  @Property(tries = 2000)
  void matchesWhatJavaMatches(
      @ForAll("regexes") String regex, @ForAll("texts") List<String> texts) {
    CompiledGrammar whole = match(regex);
    CompiledGrammar somewhere = compiled(RegexCompiler.search(regex));
    Pattern pattern = java(regex);
    for (String text : texts) {
      State state = after(whole, text);
      boolean expected = pattern.matcher(text).matches();
      assertThat(state.accepting).as(regex + " matches " + text).isEqualTo(expected);
      assertThat(after(somewhere, text).accepting)
          .as(regex + " is found in " + text)
          .isEqualTo(pattern.matcher(text).find());
      if (state != State.DEAD) {
        String longer = text + new String(Completion.of(whole, state), UTF_8);
        assertThat(pattern.matcher(longer).matches()).as(regex + ", " + longer).isTrue();
      }
      for (int i = text.length(); expected && i >= 0; i--) {
        assertThat(after(whole, text.substring(0, i))).isNotSameAs(State.DEAD);
      }
    }
  }

  /** Each of them means in Java's dialect what it means in ECMAScript. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\\d",
        "\\D",
        "\\w",
        "\\W",
        "[\\d_]",
        "[^\\d]",
        "[^\\W0]",
        "\\t",
        "\\n",
        "\\r",
        "\\f",
        "\\x61",
        "\\u0391",
        "\\cJ",
        "[\\x08]",
        "\\.",
        "\\/",
        "\\\\",
        "\\$",
        "\\^",
        "[.]",
        "[$^]",
        "[-a]",
        "[a-]",
        "[a\\-c]",
        "\\]",
        "\\{",
        "\\p{L}",
        "\\P{L}",
        "\\p{Lu}",
        "\\p{Nd}",
        "[\\p{N}_]",
        "[^\\p{L}\\p{N}]",
        "[\\ud83d\\ude00]",
        "(?i)z",
        "(?i)\u00e9",
        "(?i)[\u03b1]",
        "\\\"",
        "[^]&&a]"
      })
  void escapesMeanTheSame(String regex) {
    CompiledGrammar grammar = match(regex);
    String java = regex.equals("[^]&&a]") ? "[^&a]&&a\\]" : regex;
    Pattern pattern = Pattern.compile(java, Pattern.UNICODE_CASE);
    for (String character : CHARACTERS) {
      assertThat(after(grammar, character).accepting)
          .as(regex + " and U+%04X", character.codePointAt(0))
          .isEqualTo(pattern.matcher(character).matches());
    }
  }

  static List<Arguments> sets() {
    return List.of(
        arguments("\\s", "\t\n\013\f\r \u00a0\u2028\u3000\ufeff", "ab0_"),
        arguments("\\v", "\013", "\tv"),
        arguments("\\0", "\0", "0"),
        arguments("[\\b]", "\b", "b"),
        arguments(".", "ab\u0085\ud83d\ude00", "\n\r\u2028\u2029"),
        arguments("\\u{1F600}", "\ud83d\ude00", "u"),
        arguments("\\ud83d\\ude00", "\ud83d\ude00", "u"),
        arguments("[^]", "ab\n", ""),
        arguments("\\p{Script=Greek}", "\u0391\u03b1", "a\u65e5"),
        arguments("\\p{sc=Han}", "\u65e5", "a"),
        arguments("\\p{Uppercase_Letter}", "AZ\u0391", "az0"),
        arguments("\\p{gc=Sc}", "$\u20ac", "a"),
        arguments("\\p{Any}", "a\n\ud83d\ude00", ""),
        arguments("\\P{ASCII}", "\u00e9", "a"),
        arguments("(?i:k)", "kK\u212a", "j"),
        arguments("{", "{", "a"),
        arguments("}", "}", "a"));
  }

  @ParameterizedTest
  @MethodSource("sets")
  void namesSets(String regex, String inside, String outside) {
    CompiledGrammar grammar = match(regex);
    inside
        .codePoints()
        .mapToObj(Character::toString)
        .forEach(c -> assertThat(after(grammar, c).accepting).as(regex + " " + c).isTrue());
    outside
        .codePoints()
        .mapToObj(Character::toString)
        .forEach(c -> assertThat(after(grammar, c)).as(regex + " not " + c).isSameAs(State.DEAD));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "^ab$", "^ab", "ab$", "ab", "^(a|b)$", "^a|b$", "(^a|b$)", "(^a|b)c", "(^a)?b", "a(b|c$)",
        "(?:^a+)(b$)?", "^$", "^", "$", "", "a*", "^a*$", "(^|b)a(b|$)", "^^a", "(^a$)|(^b)"
      })
  void anchorsHoldWhereAMatchBeginsOrEnds(String regex) {
    CompiledGrammar somewhere = compiled(RegexCompiler.search(regex));
    Pattern pattern = Pattern.compile(regex);
    for (String text :
        List.of(
            "", "a", "b", "c", "ab", "ba", "abc", "aab", "bab", "cab", "abb", "bb", "cb", "aa",
            "acab", "bc", "xa", "ax")) {
      assertThat(after(somewhere, text).accepting)
          .as(regex + " in " + text)
          .isEqualTo(pattern.matcher(text).find());
    }
  }

  @Test
  void anchorsAreRedundantInAWholeMatch() {
    for (String regex : List.of("^ab$", "ab", "^ab", "(^a|a)(b$|b)")) {
      assertThat(after(match(regex), "ab").isOver()).isTrue();
      assertThat(after(match(regex), "b")).isSameAs(State.DEAD);
    }
  }

  @Test
  void refusesWithLineAndColumn() {
    Map.ofEntries(
            Map.entry("a(?=b)", "line 1, column 2: lookahead is not supported"),
            Map.entry("a(?!b)", "line 1, column 2: lookahead is not supported"),
            Map.entry("(?<=a)b", "line 1, column 1: lookbehind is not supported"),
            Map.entry("\n\n (?<!a)b", "line 3, column 2: lookbehind is not supported"),
            Map.entry(
                "(a)\\1", "line 1, column 4: backreferences and octal escapes are not supported"),
            Map.entry("(?<n>a)\\k<n>", "line 1, column 8: backreferences are not supported"),
            Map.entry("a\\b", "line 1, column 2: the word boundary \\b is not supported"),
            Map.entry("\\Ba", "line 1, column 1: the word boundary \\B is not supported"),
            Map.entry("(?>a)", "line 1, column 1: atomic groups are not supported"),
            Map.entry("a++", "line 1, column 3: possessive quantifiers are not supported"),
            Map.entry("a**", "line 1, column 3: there is nothing to repeat"),
            Map.entry("a{2}{3}", "line 1, column 5: there is nothing to repeat"),
            Map.entry(
                "a{3,2}", "line 1, column 2: the most is less than the least number of times"),
            Map.entry("^*", "line 1, column 1: an anchor cannot be repeated"),
            Map.entry("a^b", "line 1, column 2: the anchor ^ is supported at the beginning only"),
            Map.entry("(a$)+", "line 1, column 3: the anchor $ is supported at the end only"),
            Map.entry("(a", "line 1, column 1: '(' is never closed"),
            Map.entry("a)", "line 1, column 2: ')' closes no group"),
            Map.entry("[a", "line 1, column 1: '[' is never closed"),
            Map.entry("[b-a]", "line 1, column 2: the range is the wrong way round"),
            Map.entry("[\\w-a]", "line 1, column 2: a range needs a character at each end"),
            Map.entry("\\p{Nope}", "line 1, column 1: there is no such property of characters"),
            Map.entry("\\pL", "line 1, column 1: there is no such property of characters"),
            Map.entry("\\q", "line 1, column 1: there is no escape \\q"),
            Map.entry("\\x4", "line 1, column 4: 2 hexadecimal digits are expected"),
            Map.entry("\\u{110000}", "line 1, column 1: there is no such character"),
            Map.entry("\\ud800", "line 1, column 1: half of a surrogate pair is no character"),
            Map.entry("a\\", "line 1, column 2: nothing follows the backslash"),
            Map.entry(
                "(?s)a",
                "line 1, column 1: this kind of group is not supported; of the"
                    + " flags, (?i) at the beginning and (?i:...) are"))
        .forEach((regex, message) ->
            assertThatThrownBy(() -> RegexCompiler.match(regex))
                .as(regex)
                .isInstanceOf(ConstraintException.class)
                .hasMessage(message));
  }

  @Test
  void everyCharacterPassesThroughTheGivenFunction() {
    Expr doubled = RegexCompiler.search("^a[bc]$", set -> Expr.seq(set.expr(), Expr.text("'")));
    CompiledGrammar grammar = compiled(doubled);
    assertThat(after(grammar, "a'c'").isOver()).isTrue();
    assertThat(after(grammar, "ac")).isSameAs(State.DEAD);
    Expr open = RegexCompiler.search("a", set -> Expr.seq(set.expr(), Expr.text("'")));
    assertThat(after(compiled(open), "x'a'y'").accepting).isTrue();
    assertThat(after(compiled(open), "x'y'").accepting).isFalse();
  }
}
