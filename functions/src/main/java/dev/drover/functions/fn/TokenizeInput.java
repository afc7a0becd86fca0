package dev.drover.functions.fn;

import dev.drover.engine.InvalidRequestException;
import dev.drover.engine.Limits;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What {@code fn/tokenize} takes.
 *
 * @param model the model's name, or null
 * @param text text to split, at most {@link #MAX_TEXT} characters
 * @param tokens token ids to turn into text, at most {@link #MAX_TEXT}
 * @param messages a conversation to render and split
 * @param tools tool definitions for the chat template, or null
 * @param templateOptions further template variables, or null
 * @param addSpecial whether to put the tokens around the text that the model was trained with;
 *     default true; of no effect on a conversation, whose template brings its own
 * @param parseSpecial whether control tokens written out in the text become those tokens; default
 *     true; of no effect on a conversation
 */
@Schema(description = "Exactly one of `text`, `tokens` and `messages`.")
record TokenizeInput(
    @Schema(description = "The model's name.", defaultValue = "default") String model,
    @Schema(description = "Text to split.", maxLength = MAX_TEXT) String text,
    @Schema(description = "Token ids to turn into text.", maxItems = MAX_TEXT) List<Integer> tokens,
    @Schema(
            description = "A conversation to render by the chat template and split.",
            maxItems = Limits.MAX_MESSAGES)
        List<Message> messages,
    @Schema(description = "Tool definitions for the chat template.")
        List<Map<String, Object>> tools,
    @Schema(description = "Further variables for the chat template.")
        Map<String, Object> templateOptions,
    @Schema(
            description = "Whether to add the tokens around a text that the model expects.",
            defaultValue = "true")
        Boolean addSpecial,
    @Schema(
            description = "Whether control tokens written out in a text become those tokens.",
            defaultValue = "true")
        Boolean parseSpecial) {

  /** Most characters (UTF-16 units) of a text, and most token ids: what an answer can hold. */
  static final int MAX_TEXT = 1_000_000;

  /**
   * Checks what can be checked without the model.
   *
   * @throws InvalidRequestException for the first field that breaks its rule
   */
  TokenizeInput {
    Prompts.requireOne(
        "text",
        text != null,
        tokens != null,
        messages != null,
        tools != null || templateOptions != null);
    atMost("text", "characters", text == null ? 0 : text.length());
    if (text != null && !StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw new InvalidRequestException(
          "text", "must be well-formed Unicode, given a lone surrogate");
    }
    atMost("tokens", "token ids", tokens == null ? 0 : tokens.size());
  }

  static void atMost(String field, String what, int size) {
    if (size > MAX_TEXT) {
      throw new InvalidRequestException(
          field, "must hold at most " + MAX_TEXT + " " + what + ", given " + size);
    }
  }
}
