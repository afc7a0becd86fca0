package dev.drover.engine.constraint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.engine.constraint.Constraint.Tool;
import dev.drover.engine.constraint.Constraint.ToolCalls;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ToolCallGrammarTest {
  private static final TestVocabulary VOCABULARY = TestVocabulary.rich();
  private static final ConstraintCompiler COMPILER = VOCABULARY.compiler();

  /** Two schemas whose definitions have one name and mean different things. */
  private static final List<Tool> TOOLS =
      List.of(
          new Tool(
              "add",
              "{\"$defs\":{\"v\":{\"type\":\"boolean\"}},\"properties\":{\"a\":{\"$ref\":\"#/$defs/v\"}},"
                  + "\"required\":[\"a\"],\"additionalProperties\":false}",
              false),
          new Tool(
              "say",
              "{\"$defs\":{\"v\":{\"enum\":[\"x\",\"y\"]}},\"type\":\"object\","
                  + "\"properties\":{\"a\":{\"$ref\":\"#/$defs/v\"}},\"required\":[\"a\"],"
                  + "\"additionalProperties\":false}",
              false),
          new Tool("now", null, false));

  private static String call(String name, String arguments) {
    return "<tool_call>\n{\"name\": \"%s\", \"arguments\": %s}\n</tool_call>"
        .formatted(name, arguments);
  }

  /** Whether a text may be the whole answer. */
  private static boolean fits(ToolCalls calls, String text) {
    Matcher matcher = COMPILER.compile(List.of(calls)).matcher();
    return TestVocabulary.write(matcher, text) && matcher.isComplete();
  }

  private static ToolCalls calls(boolean required, boolean parallel, Constraint... otherwise) {
    return new ToolCalls(TOOLS, required, parallel, List.of(otherwise));
  }

  @Test
  void argumentsAreHeldToTheirOwnSchema() {
    ToolCalls required = calls(true, false);
    assertThat(fits(required, call("add", "{\"a\": true}"))).isTrue();
    assertThat(fits(required, call("say", "{\"a\": \"x\"}"))).isTrue();
    assertThat(fits(required, call("now", "{}"))).isTrue();
    assertThat(fits(required, call("add", "{\"a\": \"x\"}"))).isFalse();
    assertThat(fits(required, call("say", "{\"a\": true}"))).isFalse();
    assertThat(fits(required, call("now", "{\"a\": 1}"))).isFalse();
    assertThat(fits(required, call("add", "{}"))).isFalse();
    assertThat(fits(required, call("sub", "{}"))).isFalse();
    assertThat(fits(required, call("add", "true"))).isFalse();
  }

  @Test
  void whatIsRequiredIsACall() {
    String one = call("now", "{}");
    assertThat(fits(calls(true, false), "")).isFalse();
    assertThat(fits(calls(true, false), "Hi")).isFalse();
    assertThat(fits(calls(true, false), one + "\n" + one)).isFalse();
    assertThat(fits(calls(true, true), one + "\n" + one)).isTrue();
    assertThat(fits(calls(true, true), one + "\n")).isTrue();
    assertThat(fits(calls(true, false), one + "\n")).isFalse();
    assertThat(fits(calls(true, true), one + one)).isFalse();
    assertThat(fits(calls(true, true), (one + "\n").repeat(31) + one)).isTrue();
    assertThat(fits(calls(true, true), (one + "\n").repeat(32) + one)).isFalse();
  }

  @Test
  void textIsFreeUntilACallBegins() {
    ToolCalls auto = calls(false, true);
    assertThat(fits(auto, "")).isTrue();
    assertThat(fits(auto, "a <tool_cal> <<tool_call < \u65e5\u672c")).isTrue();
    assertThat(fits(auto, "Well, <tool<" + call("now", "{}"))).isTrue();
    assertThat(fits(auto, "Well, " + call("now", "{}") + "\n" + call("now", "{}"))).isTrue();
    assertThat(fits(auto, "Well, <tool_call>")).isFalse();
    assertThat(fits(auto, "Well, <tool_call> never mind")).isFalse();
    assertThat(fits(auto, call("now", "{}") + " and so on")).isFalse();
    assertThat(fits(calls(false, false), call("now", "{}") + "\n" + call("now", "{}"))).isFalse();
  }

  @Test
  void whatIsNoCallIsHeldToWhatWasAsked() {
    ToolCalls either =
        calls(
            false,
            true,
            new Constraint.Regex("[a-d]{2,4}"),
            new Constraint.Choice(List.of("abc", "xyz")));
    assertThat(fits(either, "abc")).isTrue();
    assertThat(fits(either, "xyz")).isFalse();
    assertThat(fits(either, "ab")).isFalse();
    assertThat(fits(either, call("add", "{\"a\": false}"))).isTrue();
    assertThat(fits(either, "abc" + call("now", "{}"))).isFalse();
  }

  /** What looks like a call would be read as one. */
  @Test
  void whatCouldBeTakenForACallIsRefused() {
    for (Constraint mistaken :
        List.of(
            new Constraint.Regex("[\\s\\S]*"),
            new Constraint.Regex("[ \\n]{3}<tool_call>[a-z]"),
            new Constraint.Choice(List.of("abc", "<tool_call>\", \"arguments\": x")))) {
      assertThatThrownBy(() -> COMPILER.compile(List.of(calls(false, true, mistaken))))
          .isInstanceOf(ConstraintException.class)
          .hasMessageContaining("<tool_call>");
    }
    assertThat(fits(calls(false, true, new Constraint.AnyJson()), "{}")).isTrue();
    assertThatThrownBy(() ->
            COMPILER.compile(
                List.of(calls(false, true, new Constraint.Regex("a"), new Constraint.Regex("b")))))
        .isInstanceOf(ConstraintException.class)
        .hasMessageContaining("no text");
  }

  /** Any walk is a text that is taken apart again, or free of calls. */
  @Test
  void randomTextsOfRequiredCallsEnd() {
    Random random = new Random(3);
    for (int i = 0; i < 50; i++) {
      Matcher matcher = COMPILER.compile(List.of(calls(true, true))).matcher();
      StringBuilder text = new StringBuilder();
      while (!matcher.isComplete()) {
        List<Integer> allowed = TestVocabulary.allowed(matcher, VOCABULARY.size());
        int token = allowed.get(random.nextInt(allowed.size()));
        text.append(new String(VOCABULARY.bytes(token), StandardCharsets.UTF_8));
        matcher.accept(token);
      }
      assertThat(text.toString()).startsWith("<tool_call>\n{\"name\": \"").endsWith("</tool_call>");
    }
  }

  @Test
  void aSchemaThatCannotBeHeldToIsRefusedWithTheToolsName() {
    Tool not = new Tool("odd", "{\"properties\":{\"a\":{\"not\":{}}}}", false);
    assertThatThrownBy(
            () -> COMPILER.compile(List.of(new ToolCalls(List.of(not), true, true, List.of()))))
        .isInstanceOf(ConstraintException.class)
        .hasMessageContaining("odd")
        .hasMessageContaining("#/properties/a");
    Tool number = new Tool("odd", "{\"type\":\"number\"}", true);
    assertThatThrownBy(
            () -> COMPILER.compile(List.of(new ToolCalls(List.of(number), true, true, List.of()))))
        .isInstanceOf(ConstraintException.class)
        .hasMessageContaining("odd");
  }
}
