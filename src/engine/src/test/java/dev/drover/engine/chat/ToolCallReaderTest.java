package dev.drover.engine.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.engine.constraint.Constraint;
import dev.drover.engine.constraint.Constraint.Tool;
import dev.drover.engine.constraint.Constraint.ToolCalls;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ToolCallReaderTest {
  private static final List<Tool> TOOLS = List.of(new Tool("f", null, false));
  private static final ToolCalls AUTO = new ToolCalls(TOOLS, false, true, List.of());
  private static final ToolCalls REQUIRED = new ToolCalls(TOOLS, true, true, List.of());
  private static final ToolCalls OR_JSON =
      new ToolCalls(TOOLS, false, true, List.of(new Constraint.AnyJson()));

  private static String call(String name, String arguments) {
    return "<tool_call>\n{\"name\": \"%s\", \"arguments\": %s}\n</tool_call>"
        .formatted(name, arguments);
  }

  /** What a reader tells, in one line; the text comes in pieces of some length. */
  private static String told(ToolCalls calls, String after, String text, int piece) {
    StringBuilder told = new StringBuilder();
    ToolCallReader reader =
        new ToolCallReader(
            calls,
            after,
            new ToolCallReader.Listener() {
              private String last = "";

              @Override
              public void content(String more) {
                tell("text ", more);
              }

              @Override
              public void call(int index, String name) {
                tell("call " + index + " ", name);
              }

              @Override
              public void arguments(int index, String more) {
                tell("with " + index + " ", more);
              }

              @Override
              public void callEnded(int index) {
                tell("end ", "" + index);
              }

              private void tell(String what, String value) {
                assertThat(value).isNotEmpty();
                told.append(what.equals(last) ? value : "|" + what + value);
                last = what;
              }
            });
    for (int i = 0; i < text.length(); i += piece) {
      reader.read(text.substring(i, Math.min(text.length(), i + piece)));
    }
    reader.end();
    return told + "|" + reader.complete();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 11, 1_000})
  void everyPieceIsToldForWhatItIs(int piece) {
    String one = call("f", "{\"a\": \"} <tool_call> \\n</tool_call>\"}");

    assertThat(told(AUTO, null, "Just <tool_text> and <tool_cal", piece))
        .isEqualTo("|text Just <tool_text> and <tool_cal|0");
    assertThat(told(AUTO, null, "Let me see. \n" + one + "\n" + call("g", "{}"), piece))
        .isEqualTo(
            "|text Let me see.|call 0 f|with 0 {\"a\": \"} <tool_call> \\n</tool_call>\"}"
                + "|end 0|call 1 g|with 1 {}|end 1|2");
    assertThat(told(REQUIRED, null, one, piece)).startsWith("|call 0 f|with 0 {\"a\"");
    assertThat(told(OR_JSON, null, "{\"a\": \"" + BEGIN + "\"}", piece))
        .isEqualTo("|text {\"a\": \"" + BEGIN + "\"}|0");
    assertThat(told(OR_JSON, null, call("f", "{}"), piece))
        .isEqualTo("|call 0 f|with 0 {}|end 0|1");
    assertThat(told(REQUIRED, "</think>", "x " + BEGIN + " </think>\n\n" + call("f", "{}"), piece))
        .isEqualTo("|text x " + BEGIN + " </think>|call 0 f|with 0 {}|end 0|1");
  }

  private static final String BEGIN = "<tool_call>";

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 1_000})
  void whatIsCutShortIsNotComplete(int piece) {
    String whole = call("f", "{\"a\": 1}");
    for (int length = 0; length < whole.length(); length++) {
      String told = told(REQUIRED, null, whole.substring(0, length), piece);
      assertThat(told).endsWith("|0").doesNotContain("end ");
    }
    for (int length = whole.indexOf("}\n") + 1; length < whole.length(); length++) {
      assertThat(told(REQUIRED, null, whole.substring(0, length), piece))
          .isEqualTo("|call 0 f|with 0 {\"a\": 1}|0");
    }
    assertThat(told(REQUIRED, null, whole.substring(0, whole.indexOf(" 1}")), piece))
        .isEqualTo("|call 0 f|with 0 {\"a\":|0");
  }

  @Test
  void aReplyIsTheWhole() {
    assertThat(AssistantReply.of("Hm.\n" + call("f", "{}") + "\n" + BEGIN + "\n{\"na", AUTO, null))
        .isEqualTo(
            new AssistantReply("Hm.", List.of(new AssistantReply.Call("f", "{}")), 1, false));
    assertThat(AssistantReply.of(call("f", "{}"), AUTO, null).content()).isNull();
    assertThat(AssistantReply.of("", AUTO, null))
        .isEqualTo(new AssistantReply("", List.of(), 0, false));
  }
}
