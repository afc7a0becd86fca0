package dev.drover.functions.openai;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A message of a conversation, as it came.
 *
 * @param role {@code system}, {@code developer}, {@code user}, {@code assistant} or {@code tool}
 * @param content text, or parts of type {@code text}
 * @param name the speaker's name, or null
 * @param toolCalls an assistant's calls, or null
 * @param toolCallId the call that a tool message answers, or null
 * @param others fields that only an answer has, such as {@code refusal}; null or refused
 */
@JsonNaming(SnakeCaseStrategy.class)
@Schema(name = "ChatMessageParam")
public record ChatMessageParam(
    @Schema(
            description = "Who speaks; `developer` is `system`.",
            required = true,
            enumeration = {"system", "developer", "user", "assistant", "tool"})
        String role,
    @Schema(
            description =
                "Text, or parts of type `text`, which are joined by line breaks. "
                    + "Required, except of an assistant message with tool calls.",
            nullable = true,
            implementation = Object.class,
            oneOf = {String.class, ContentPart[].class})
        JsonNode content,
    @Schema(description = "The speaker's name.", nullable = true) String name,
    @Schema(description = "Calls that the assistant made.", nullable = true) List<Call> toolCalls,
    @Schema(description = "The call that a tool message answers.", nullable = true)
        String toolCallId,
    @JsonAnySetter @Schema(hidden = true) Map<String, Object> others) {

  /**
   * A part of a message's content; for the description of the API only.
   *
   * @param type {@code text}
   * @param text the text
   */
  @Schema(name = "ChatContentPart")
  public record ContentPart(
      @Schema(required = true, enumeration = "text") String type,
      @Schema(required = true) String text) {}

  /**
   * A call of a tool.
   *
   * @param id the call's id
   * @param type {@code function}
   * @param function which function, and with what
   */
  @RegisterForReflection
  @Schema(name = "ChatToolCall")
  public record Call(
      @Schema(required = true) String id,
      @Schema(required = true, enumeration = "function") String type,
      @Schema(required = true) Function function) {}

  /**
   * A function and its arguments.
   *
   * @param name the function's name
   * @param arguments a JSON object, as text
   */
  @RegisterForReflection
  @Schema(name = "ChatToolCallFunction")
  public record Function(
      @Schema(required = true) String name,
      @Schema(description = "A JSON object, as text.", required = true) String arguments) {}
}
