package dev.drover.engine.chat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One message of a conversation.
 *
 * @param role who speaks
 * @param content the text; may be null for an assistant message that only calls tools
 * @param name the speaker's or tool's name, or null
 * @param toolCalls calls the assistant made, empty for none
 * @param toolCallId the call a tool message answers, or null
 */
public record ChatMessage(
    Role role, String content, String name, List<ToolCall> toolCalls, String toolCallId) {

  /** Who speaks. */
  public enum Role {
    SYSTEM,
    USER,
    ASSISTANT,
    TOOL;

    /** The role's name in templates and on the wire, in lower case. */
    public String wireName() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /**
   * A call of a function by the assistant.
   *
   * @param id the call's id, or null
   * @param name the function's name
   * @param arguments the arguments, in order
   */
  public record ToolCall(String id, String name, Map<String, Object> arguments) {
    /** Copies {@code arguments}, keeping their order. */
    public ToolCall {
      arguments = new LinkedHashMap<>(arguments);
    }
  }

  /** Copies {@code toolCalls}. */
  public ChatMessage {
    toolCalls = List.copyOf(toolCalls);
  }

  /** A system message. */
  public static ChatMessage system(String content) {
    return new ChatMessage(Role.SYSTEM, content, null, List.of(), null);
  }

  /** A user message. */
  public static ChatMessage user(String content) {
    return new ChatMessage(Role.USER, content, null, List.of(), null);
  }

  /** An assistant message. */
  public static ChatMessage assistant(String content) {
    return new ChatMessage(Role.ASSISTANT, content, null, List.of(), null);
  }
}
