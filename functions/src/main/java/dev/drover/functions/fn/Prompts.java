package dev.drover.functions.fn;

import dev.drover.engine.InvalidRequestException;
import dev.drover.engine.Prompt;
import dev.drover.engine.chat.ChatMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The three forms of a prompt in a function's input. */
final class Prompts {
  private Prompts() {}

  /** A conversation with its tools and template options, each of which may be null. */
  static Prompt.Chat chat(
      List<Message> messages, List<Map<String, Object>> tools, Map<String, Object> options) {
    List<ChatMessage> conversation = new ArrayList<>();
    for (Message message : messages) {
      conversation.add(message.toEngine(conversation.size()));
    }
    return new Prompt.Chat(
        conversation,
        tools == null ? List.of() : tools,
        options == null ? Map.of() : options,
        true);
  }

  /**
   * Refuses anything but exactly one form, and template options without a conversation.
   *
   * @param text the name of the field that holds text
   */
  static void requireOne(
      String text, boolean hasText, boolean hasTokens, boolean hasMessages, boolean hasOptions) {
    int given = (hasText ? 1 : 0) + (hasTokens ? 1 : 0) + (hasMessages ? 1 : 0);
    if (given != 1) {
      throw new InvalidRequestException(
          text,
          "or `tokens` or `messages` is required, exactly one of them, given "
              + (given == 0 ? "none" : given));
    }
    if (hasOptions && !hasMessages) {
      throw new InvalidRequestException(
          "messages", "must be given where `tools` or `template_options` are");
    }
  }
}
