package dev.drover.functions.fn;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.drover.engine.InvalidRequestException;
import dev.drover.engine.chat.ChatMessage;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * One message of a conversation.
 *
 * @param role who speaks; required
 * @param content the text; required unless an assistant only calls tools
 * @param name the speaker's or tool's name, or null
 * @param toolCalls calls the assistant made, or null
 * @param toolCallId the call a tool message answers, or null
 */
@Schema(name = "GenerateMessage", description = "One message of a conversation.")
record Message(
    @Schema(required = true) Role role,
    @Schema(description = "The text; required unless an assistant only calls tools.")
        String content,
    @Schema(description = "The speaker's or tool's name.") String name,
    @Schema(description = "Calls the assistant made.") List<ToolCall> toolCalls,
    @Schema(description = "The call that a tool message answers.") String toolCallId) {

  /** Who speaks. */
  @Schema(name = "GenerateRole", description = "Who speaks.")
  enum Role {
    @JsonProperty("system")
    SYSTEM(ChatMessage.Role.SYSTEM),
    @JsonProperty("user")
    USER(ChatMessage.Role.USER),
    @JsonProperty("assistant")
    ASSISTANT(ChatMessage.Role.ASSISTANT),
    @JsonProperty("tool")
    TOOL(ChatMessage.Role.TOOL);

    private final ChatMessage.Role role;

    Role(ChatMessage.Role role) {
      this.role = role;
    }
  }

  /**
   * A call of a function by the assistant.
   *
   * @param id the call's id, or null
   * @param name the function's name; required
   * @param arguments the arguments; null for none
   */
  @Schema(name = "GenerateToolCall", description = "A call of a function by the assistant.")
  record ToolCall(
      @Schema(description = "The call's id.") String id,
      @Schema(required = true, description = "The function's name.") String name,
      @Schema(description = "The arguments.") Map<String, Object> arguments) {}

  /**
   * As the engine takes it.
   *
   * @param index the message's place in the conversation, for errors
   * @throws InvalidRequestException if a required field is missing
   */
  ChatMessage toEngine(int index) {
    String at = "messages[" + index + "].";
    if (role == null) {
      throw new InvalidRequestException(at + "role", "is required");
    }
    List<ToolCall> calls = toolCalls == null ? List.of() : toolCalls;
    if (content == null && calls.isEmpty()) {
      throw new InvalidRequestException(at + "content", "is required");
    }
    for (int i = 0; i < calls.size(); i++) {
      if (calls.get(i).name() == null) {
        throw new InvalidRequestException(at + "tool_calls[" + i + "].name", "is required");
      }
    }
    return new ChatMessage(
        role.role,
        content,
        name,
        calls.stream()
            .map(call ->
                new ChatMessage.ToolCall(
                    call.id(), call.name(), call.arguments() == null ? Map.of() : call.arguments()))
            .toList(),
        toolCallId);
  }
}
