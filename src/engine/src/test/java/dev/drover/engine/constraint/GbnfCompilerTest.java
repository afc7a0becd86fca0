package dev.drover.engine.constraint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GbnfCompilerTest {
  private static boolean holds(String grammar, String text) {
    CompiledGrammar compiled =
        new CompiledGrammar(List.of(GbnfCompiler.compile(grammar)), () -> {});
    return Completion.after(compiled, text.getBytes(UTF_8)).accepting;
  }

  @Test
  void readsAllOfTheNotation() {
    String grammar =
        """
        # a comment

        root ::= item (  # another
            "," item
          )* end?
        item ::=
          [a-c] |
          "\\x64\\u0065\\U0001F600\\n\\t\\"\\\\" |
          . "!" | [^a-z\\]-]{2} | "x"{1,3} "y"{2,}
        end ::= ";"+ | ""
        """;
    for (String text :
        List.of(
            "a", "a,b;;", "de\ud83d\ude00\n\t\"\\", "\u65e5!", "a!", "12", "xyy", "xxxyyyyy,a")) {
      assertThat(holds(grammar, text)).as(text).isTrue();
    }
    for (String text : List.of("", "d", "a,", ",a", "1]", "1-", "xxxxyy", "xy", "q!!", "x1")) {
      assertThat(holds(grammar, text)).as(text).isFalse();
    }
  }

  @Test
  void aRuleIsWhatWasWrittenLast() {
    assertThat(holds("root ::= \"a\"\nroot ::= \"b\"", "b")).isTrue();
    assertThat(holds("root ::= \"a\"\r\nx ::= \"b\"\r\n", "a")).isTrue();
    assertThat(holds("root ::= [a-] [^]", "-")).isFalse();
    assertThat(holds("root ::= [a-]", "-")).isTrue();
    assertThat(holds("root ::= \"a\" | | \"b\"", "")).isTrue();
    assertThat(holds("root ::= \"ab\"{2}{2}", "abababab")).isTrue();
  }

  @Test
  void refusesWithLineAndColumn() {
    Map.ofEntries(
            Map.entry("", "line 1, column 1: there is no rule 'root'"),
            Map.entry("x ::= \"a\"", "line 1, column 10: there is no rule 'root'"),
            Map.entry("root ::= \"a\" y\nx ::= \"b\"", "line 1, column 14: there is no rule 'y'"),
            Map.entry(
                "root = \"a\"", "line 1, column 6: '::=' is expected after the name of a rule"),
            Map.entry(
                "root ::= \"a", "line 1, column 10: the grammar ends within a literal or class"),
            Map.entry(
                "root ::= [a", "line 1, column 10: the grammar ends within a literal or class"),
            Map.entry("root ::= (\n\"a\"", "line 1, column 10: '(' is never closed"),
            Map.entry("root ::= \"a\")", "line 1, column 13: ')' closes no group"),
            Map.entry("root ::= *", "line 1, column 10: there is nothing to repeat"),
            Map.entry("root ::= \"a\"{x}", "line 1, column 13: '{' needs a number of times"),
            Map.entry("root ::= \"a\"{1;2}", "line 1, column 15: '}' is expected"),
            Map.entry(
                "root ::= \"a\"{3,2}",
                "line 1, column 13: the most is less than the least number of times"),
            Map.entry("root ::= \"\\q\"", "line 1, column 11: there is no such escape"),
            Map.entry("root ::= \"\\xg0\"", "line 1, column 13: 2 hexadecimal digits are expected"),
            Map.entry("root ::= \"\\ud800\"", "line 1, column 11: there is no such character"),
            Map.entry("root ::= \"\\UFFFFFFFF\"", "line 1, column 11: there is no such character"),
            Map.entry("root ::= \"a\"\n!", "line 2, column 1: the name of a rule is expected"),
            Map.entry(
                "root ::= <think>", "line 1, column 10: references to tokens are not supported"),
            Map.entry("root ::= \"a\" @", "line 1, column 14: '@' is not expected here"))
        .forEach((grammar, message) ->
            assertThatThrownBy(() -> GbnfCompiler.compile(grammar))
                .as(grammar)
                .isInstanceOf(ConstraintException.class)
                .hasMessage(message));
  }
}
