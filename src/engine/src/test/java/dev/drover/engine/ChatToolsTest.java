package dev.drover.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.engine.chat.ChatMessage;
import dev.drover.engine.chat.ChatMessage.Role;
import dev.drover.engine.chat.ChatMessage.ToolCall;
import dev.drover.engine.chat.ChatTemplate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a model is told of tools, whether its template knows them or not. */
class ChatToolsTest {
  private static final String PLAIN =
      "{% for m in messages %}[{{ m.role }}]{{ m.content }}{% endfor %}";
  private static final List<Map<String, Object>> TOOLS =
      List.of(Map.of("function", Map.of("name", "add")));

  private static String rendered(
      String template, List<Map<String, Object>> tools, ChatMessage... messages) {
    return new ChatTemplate(Optional.of(template), new ScriptedTokenizer(() -> false))
        .render(new Prompt.Chat(List.of(messages), tools, Map.of(), true));
  }

  private static ChatMessage calling(String content) {
    return new ChatMessage(
        Role.ASSISTANT, content, null, List.of(new ToolCall("c", "add", Map.of("a", 1))), null);
  }

  private static ChatMessage answer(String text) {
    return new ChatMessage(Role.TOOL, text, "add", List.of(), "c");
  }

  @Test
  void aTemplateThatKnowsToolsGetsThem() {
    String template =
        "{% for t in tools or [] %}<{{ t.function.name }}>{% endfor %}{% for m in messages %}"
            + "{{ '[' + m.role + ']' + m.content }}{% for c in m.tool_calls %}<tool_call>"
            + "{\"arguments\": {{ c.function.arguments | tojson }}}{% endfor %}{% endfor %}";

    assertThat(rendered(template, TOOLS, ChatMessage.user("Hi"), calling("So"), answer("2")))
        .isEqualTo("<add>[user]Hi[assistant]So<tool_call>{\"arguments\": {\"a\": 1}}[tool]2");
    // It concatenates, so absent content has to be an empty text.
    assertThat(rendered(template, List.of(), ChatMessage.user("Hi"), calling(null)))
        .isEqualTo("[user]Hi[assistant]<tool_call>{\"arguments\": {\"a\": 1}}");
  }

  /** Others have the tag, but what is in it is no JSON. */
  @Test
  void aTemplateOfAnotherFormIsNotAsked() {
    String template = PLAIN + "{% if tools %}<tool_call><function=name>{% endif %}";

    assertThat(rendered(template, TOOLS, ChatMessage.user("Hi")))
        .startsWith("[system]# Tools")
        .endsWith("[user]Hi");
  }

  @Test
  void whatIsTooDeepIsRefused() {
    Map<String, Object> deep = Map.of();
    for (int i = 0; i < 300; i++) {
      deep = Map.of("a", deep);
    }
    List<Map<String, Object>> tools = List.of(deep);
    assertThatThrownBy(() -> rendered(PLAIN, tools, ChatMessage.user("Hi")))
        .isInstanceOf(InvalidRequestException.class);
  }

  @Test
  void anotherIsToldInTheSystemMessage() {
    String alone = rendered(PLAIN, TOOLS, ChatMessage.user("Hi"));
    assertThat(alone)
        .startsWith("[system]# Tools")
        .contains("<tools>\n{\"function\": {\"name\": \"add\"}}\n</tools>")
        .endsWith("[user]Hi");
    assertThat(rendered(PLAIN, TOOLS, ChatMessage.system("Be brief."), ChatMessage.user("Hi")))
        .isEqualTo(alone.replace("[system]", "[system]Be brief.\n\n"));
  }

  @Test
  void callsAndAnswersOfThePastAreText() {
    assertThat(
            rendered(
                PLAIN,
                List.of(),
                ChatMessage.user("Hi"),
                calling(null),
                answer("2"),
                answer("3"),
                calling("Hm."),
                answer("4"),
                ChatMessage.user("So?")))
        .isEqualTo(
            "[user]Hi"
                + "[assistant]<tool_call>\n{\"name\": \"add\", \"arguments\": {\"a\": 1}}\n</tool_call>"
                + "[user]<tool_response>\n2\n</tool_response>\n<tool_response>\n3\n</tool_response>"
                + "[assistant]Hm.\n<tool_call>\n{\"name\": \"add\", \"arguments\": {\"a\": 1}}\n</tool_call>"
                + "[user]<tool_response>\n4\n</tool_response>\nSo?");
  }
}
