package dev.drover.engine.chat;

import dev.drover.engine.InvalidRequestException;
import dev.drover.engine.Prompt;
import dev.drover.engine.Tokenizer;
import dev.drover.jinja.Template;
import dev.drover.jinja.TemplateException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The chat template that came with a model: a Jinja2 program, rendered as Hugging Face's
 * transformers renders it. Thread-safe.
 */
public final class ChatTemplate {
  private final Optional<String> source;
  private final Tokenizer tokenizer;
  private final Optional<String> begin;
  private final Optional<String> end;
  private volatile Template template;

  /**
   * A template that is parsed when it is first used, so that a model whose template is broken still
   * serves plain prompts.
   *
   * @param source the template's source, if the model brings one
   * @param tokenizer the model's vocabulary, for {@code bos_token} and {@code eos_token}
   */
  public ChatTemplate(Optional<String> source, Tokenizer tokenizer) {
    this.source = source;
    this.tokenizer = tokenizer;
    this.begin = name(tokenizer.beginOfSequence());
    this.end = name(tokenizer.endOfSequence());
  }

  /**
   * The conversation as text.
   *
   * @throws InvalidRequestException if there is no template, it is broken, or it refuses the
   *     conversation
   */
  public String render(Prompt.Chat conversation) {
    Prompt.Chat chat = conversation;
    try {
      chat = readable(conversation);
      return render(chat, null);
    } catch (TemplateException e) {
      // Some templates test for absent content, others concatenate whatever is there.
      boolean absent = chat.messages().stream().anyMatch(m -> m.content() == null);
      if (absent) {
        try {
          return render(chat, "");
        } catch (TemplateException again) {
          throw refused(again);
        }
      }
      throw refused(e);
    }
  }

  /** The conversation in a form that the template knows; what it does not know is in the text. */
  private Prompt.Chat readable(Prompt.Chat chat) {
    String text = source.orElse("");
    boolean calls =
        chat.messages().stream()
            .anyMatch(m -> m.role() == ChatMessage.Role.TOOL || !m.toolCalls().isEmpty());
    boolean unknown = !chat.tools().isEmpty() || calls && !text.contains("tool_calls");
    return unknown && !ToolPrompt.isKnownTo(text) ? ToolPrompt.written(chat) : chat;
  }

  private static InvalidRequestException refused(TemplateException e) {
    return new InvalidRequestException(
        "messages", "were refused by the model's chat template: " + e.getMessage());
  }

  /** Renders, with something in the place of content that is absent. */
  private String render(Prompt.Chat chat, String absent) {
    Map<String, Object> variables = new LinkedHashMap<>(chat.templateOptions());
    variables.put("messages", chat.messages().stream().map(m -> variables(m, absent)).toList());
    variables.put("tools", chat.tools().isEmpty() ? null : chat.tools());
    variables.put("add_generation_prompt", chat.addGenerationPrompt());
    variables.put("bos_token", begin.orElse(""));
    variables.put("eos_token", end.orElse(""));
    return template().render(variables);
  }

  /**
   * The conversation as token ids. The beginning-of-sequence token stands once, whether the
   * template writes it or the vocabulary asks for it.
   */
  public int[] tokenize(Prompt.Chat chat) {
    String text = render(chat);
    boolean begun = begin.isPresent() && text.startsWith(begin.get());
    return tokenizer.encode(text, !begun, true);
  }

  private Template template() {
    Template parsed = template;
    if (parsed == null) {
      String text =
          source.orElseThrow(() ->
              new InvalidRequestException(
                  "messages", "need a chat template, and the model brings none; use a prompt"));
      parsed = Template.parse(text);
      template = parsed;
    }
    return parsed;
  }

  private Optional<String> name(int token) {
    return token < 0 ? Optional.empty() : Optional.of(tokenizer.name(token));
  }

  private static Map<String, Object> variables(ChatMessage message, String absent) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("role", message.role().wireName());
    map.put("content", message.content() == null ? absent : message.content());
    if (message.name() != null) {
      map.put("name", message.name());
    }
    if (message.toolCallId() != null) {
      map.put("tool_call_id", message.toolCallId());
    }
    if (!message.toolCalls().isEmpty()) {
      map.put("tool_calls", message.toolCalls().stream().map(ChatTemplate::variables).toList());
    }
    return map;
  }

  private static Map<String, Object> variables(ChatMessage.ToolCall call) {
    Map<String, Object> function = new LinkedHashMap<>();
    function.put("name", call.name());
    function.put("arguments", call.arguments());
    Map<String, Object> map = new LinkedHashMap<>();
    if (call.id() != null) {
      map.put("id", call.id());
    }
    map.put("type", "function");
    map.put("function", function);
    return map;
  }
}
