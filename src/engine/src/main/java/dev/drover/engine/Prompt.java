package dev.drover.engine;

import dev.drover.engine.chat.ChatMessage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What a generation continues: text, token ids, or a conversation. */
public sealed interface Prompt {

  /**
   * Text to continue. Control tokens written out in it (such as {@code <|im_start|>}) become those
   * tokens; the model's beginning-of-sequence token is put in front where its vocabulary asks for
   * it.
   *
   * @param text the text, well-formed Unicode; must yield at least one token
   */
  record Text(String text) implements Prompt {}

  /**
   * Token ids to continue, taken as they are.
   *
   * @param ids at least one id, each 0 ≤ id &lt; vocabulary size (checked by {@link Engine#submit})
   */
  record Tokens(List<Integer> ids) implements Prompt {
    /**
     * Copies {@code ids}.
     *
     * @throws InvalidRequestException if one is null
     */
    public Tokens {
      if (ids.stream().anyMatch(Objects::isNull)) {
        throw new InvalidRequestException("prompt", "must hold token ids, given null");
      }
      ids = List.copyOf(ids);
    }
  }

  /**
   * A conversation, rendered by the model's own chat template.
   *
   * @param messages at least one message, oldest first
   * @param tools tool definitions as the template expects them (OpenAI's {@code {"type":
   *     "function", "function": {...}}} form), empty for none
   * @param templateOptions further template variables, such as {@code enable_thinking}; they cannot
   *     replace {@code messages} or {@code tools}
   * @param addGenerationPrompt whether the template opens the assistant's turn at the end
   */
  record Chat(
      List<ChatMessage> messages,
      List<Map<String, Object>> tools,
      Map<String, Object> templateOptions,
      boolean addGenerationPrompt)
      implements Prompt {
    /** Copies the collections. */
    public Chat {
      messages = List.copyOf(messages);
      tools = List.copyOf(tools);
      templateOptions = new LinkedHashMap<>(templateOptions);
    }

    /** A conversation without tools or template options that asks for the assistant's turn. */
    public Chat(List<ChatMessage> messages) {
      this(messages, List.of(), Map.of(), true);
    }
  }
}
