package dev.drover.functions.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.drover.engine.InvalidRequestException;
import dev.drover.engine.Limits;
import dev.drover.engine.chat.ChatMessage;
import dev.drover.engine.chat.ChatMessage.Role;
import dev.drover.engine.chat.ChatMessage.ToolCall;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** From messages as they came to the engine's, with the path of what is wrong. */
final class ChatMessages {
  private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

  private final ObjectMapper json;
  private final Map<String, String> toolNames = new HashMap<>();

  private ChatMessages(ObjectMapper json) {
    this.json = json;
  }

  /**
   * The engine's messages.
   *
   * @param messages as they came, or null
   * @param json reads the arguments of tool calls
   * @throws InvalidRequestException for the first message that is wrong
   */
  static List<ChatMessage> of(List<ChatMessageParam> messages, ObjectMapper json) {
    if (messages == null) {
      throw new InvalidRequestException("messages", "is required");
    }
    ChatMessages mapper = new ChatMessages(json);
    List<ChatMessage> mapped = new ArrayList<>(messages.size());
    for (int i = 0; i < messages.size(); i++) {
      mapped.add(mapper.message(messages.get(i), "messages[" + i + "]"));
    }
    return mapped;
  }

  private ChatMessage message(ChatMessageParam message, String path) {
    if (message == null) {
      throw new InvalidRequestException(path, "must be a message, given null");
    }
    Role role = role(message.role(), path + ".role");
    List<ToolCall> calls = calls(message, role, path + ".tool_calls");
    refuseOthers(message.others(), path);
    String content = content(message.content(), path + ".content");
    if (content == null && calls.isEmpty()) {
      throw new InvalidRequestException(path + ".content", "is required");
    }
    if (role == Role.TOOL) {
      required(message.toolCallId(), path + ".tool_call_id");
      String name = message.name() != null ? message.name() : toolNames.get(message.toolCallId());
      return new ChatMessage(role, content, name, calls, message.toolCallId());
    }
    return new ChatMessage(role, content, message.name(), calls, null);
  }

  private static Role role(String role, String path) {
    return switch (required(role, path)) {
      case "system", "developer" -> Role.SYSTEM;
      case "user" -> Role.USER;
      case "assistant" -> Role.ASSISTANT;
      case "tool" -> Role.TOOL;
      default ->
          throw new InvalidRequestException(
              path,
              "must be system, developer, user, assistant or tool, given `"
                  + Limits.shown(role)
                  + "`");
    };
  }

  private static void refuseOthers(Map<String, Object> others, String path) {
    if (others != null) {
      others.forEach((name, value) -> {
        if (value != null) {
          throw new InvalidRequestException(path + "." + name, "is not supported in a message");
        }
      });
    }
  }

  /** The text of a string or of text parts; null for null. */
  private static String content(JsonNode content, String path) {
    if (content == null || content.isNull()) {
      return null;
    }
    if (content.isTextual()) {
      return content.textValue();
    }
    if (!content.isArray()) {
      throw new InvalidRequestException(path, "must be a string or a list of parts");
    }
    StringJoiner text = new StringJoiner("\n");
    for (int i = 0; i < content.size(); i++) {
      text.add(part(content.get(i), path + "[" + i + "]"));
    }
    return text.toString();
  }

  private static String part(JsonNode part, String path) {
    String type = part.path("type").textValue();
    if (type == null) {
      throw new InvalidRequestException(path + ".type", "is required");
    }
    if (!type.equals("text")) {
      throw new InvalidRequestException(
          path + ".type", "must be text: this model reads nothing else");
    }
    return required(part.path("text").textValue(), path + ".text");
  }

  private List<ToolCall> calls(ChatMessageParam message, Role role, String path) {
    List<ToolCall> calls = new ArrayList<>();
    if (message.toolCalls() == null || message.toolCalls().isEmpty()) {
      return calls;
    }
    if (role != Role.ASSISTANT) {
      throw new InvalidRequestException(path, "is only allowed in an assistant message");
    }
    for (int i = 0; i < message.toolCalls().size(); i++) {
      calls.add(call(message.toolCalls().get(i), path + "[" + i + "]"));
    }
    return calls;
  }

  private ToolCall call(ChatMessageParam.Call call, String path) {
    if (call == null || call.function() == null) {
      throw new InvalidRequestException(path + ".function", "is required");
    }
    if (call.type() != null && !call.type().equals("function")) {
      throw new InvalidRequestException(path + ".type", "must be function");
    }
    String name = required(call.function().name(), path + ".function.name");
    if (call.id() != null) {
      toolNames.put(call.id(), name);
    }
    return new ToolCall(
        call.id(), name, arguments(call.function().arguments(), path + ".function.arguments"));
  }

  private Map<String, Object> arguments(String arguments, String path) {
    if (arguments == null || arguments.isBlank()) {
      return Map.of();
    }
    try {
      Map<String, Object> parsed = json.readValue(arguments, OBJECT);
      if (parsed != null) {
        return parsed;
      }
    } catch (JsonProcessingException e) {
      // Said below, in the request's own terms.
    }
    throw new InvalidRequestException(path, "must be a JSON object, as text");
  }

  private static String required(String value, String path) {
    if (value == null) {
      throw new InvalidRequestException(path, "is required");
    }
    return value;
  }
}
