package dev.drover.engine.chat;

import dev.drover.engine.Prompt;
import dev.drover.engine.chat.ChatMessage.Role;
import dev.drover.engine.chat.ChatMessage.ToolCall;
import dev.drover.engine.constraint.ToolCallForm;
import dev.drover.jinja.Template;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/**
 * Writes tools, their calls and what they answered into the text of messages, for chat templates
 * that do not know them in the form that {@link ToolCallForm} has. The tags are those of Hermes.
 */
final class ToolPrompt {
  private static final Template JSON = Template.parse("{{ value | tojson }}");

  private static final String ABOVE =
      """
      # Tools

      You may call one or more of these tools to help with what the user asks. Each is described \
      as JSON inside <tools></tools>:
      <tools>
      """;

  private static final String BELOW =
      """
      </tools>

      To call a tool, write its name and its arguments as JSON inside <tool_call></tool_call>, \
      in this form:
      <tool_call>
      {"name": "the tool's name", "arguments": {"an argument": "its value"}}
      </tool_call>
      Its answer then comes inside <tool_response></tool_response>.\
      """;

  private ToolPrompt() {}

  /** Whether a template writes calls in the same form; others have the tag with XML inside it. */
  static boolean isKnownTo(String template) {
    return template.contains(ToolCallForm.BEGIN) && template.contains("\"arguments\"");
  }

  /** The conversation with tools and calls as text, and without any beside the text. */
  static Prompt.Chat written(Prompt.Chat chat) {
    List<ChatMessage> messages = new ArrayList<>();
    List<ChatMessage> given = chat.messages();
    if (!chat.tools().isEmpty()) {
      boolean system = !given.isEmpty() && given.getFirst().role() == Role.SYSTEM;
      String said = system ? given.getFirst().content() + "\n\n" : "";
      messages.add(ChatMessage.system(said + described(chat.tools())));
      given = system ? given.subList(1, given.size()) : given;
    }
    StringJoiner answers = null;
    for (ChatMessage message : given) {
      if (message.role() == Role.TOOL) {
        answers = answers == null ? new StringJoiner("\n") : answers;
        answers.add("<tool_response>\n" + message.content() + "\n</tool_response>");
        continue;
      }
      ChatMessage next = message.toolCalls().isEmpty() ? message : withCallsWritten(message);
      if (answers != null && message.role() == Role.USER) {
        // Many templates want users and assistants to take turns.
        next = ChatMessage.user(answers.add(message.content()).toString());
      } else if (answers != null) {
        messages.add(ChatMessage.user(answers.toString()));
      }
      answers = null;
      messages.add(next);
    }
    if (answers != null) {
      messages.add(ChatMessage.user(answers.toString()));
    }
    return new Prompt.Chat(messages, List.of(), chat.templateOptions(), chat.addGenerationPrompt());
  }

  private static String described(List<Map<String, Object>> tools) {
    StringBuilder text = new StringBuilder(ABOVE);
    tools.forEach(tool -> text.append(json(tool)).append('\n'));
    return text.append(BELOW).toString();
  }

  private static ChatMessage withCallsWritten(ChatMessage message) {
    StringJoiner text = new StringJoiner(ToolCallForm.SEPARATOR);
    if (message.content() != null && !message.content().isEmpty()) {
      text.add(message.content());
    }
    for (ToolCall call : message.toolCalls()) {
      text.add(
          ToolCallForm.BEGIN
              + ToolCallForm.BEFORE_NAME
              + call.name()
              + ToolCallForm.BEFORE_ARGUMENTS
              + json(call.arguments())
              + ToolCallForm.END);
    }
    return new ChatMessage(message.role(), text.toString(), message.name(), List.of(), null);
  }

  private static String json(Object value) {
    return JSON.render(Map.of("value", value));
  }
}
