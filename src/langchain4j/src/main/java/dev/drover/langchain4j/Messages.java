package dev.drover.langchain4j;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.drover.engine.chat.ChatMessage.Role;
import dev.drover.engine.chat.ChatMessage.ToolCall;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** LangChain4j's messages as the engine's. */
final class Messages {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

  private Messages() {}

  /** Refuses content that is not text, and message types that no chat template knows. */
  static void refuseUnsupported(List<ChatMessage> messages) {
    for (ChatMessage message : messages) {
      switch (message) {
        case UserMessage user -> refuseOtherThanText(user.contents());
        case ToolExecutionResultMessage result -> refuseOtherThanText(result.contents());
        case SystemMessage _, AiMessage _ -> {}
        default ->
            throw new UnsupportedFeatureException(
                "messages of type " + lower(message.type()) + " are not supported");
      }
    }
  }

  private static void refuseOtherThanText(List<Content> contents) {
    for (Content content : contents) {
      if (!(content instanceof TextContent)) {
        throw new UnsupportedFeatureException(
            "content of type " + lower(content.type()) + " is not supported yet");
      }
    }
  }

  static List<dev.drover.engine.chat.ChatMessage> toEngine(List<ChatMessage> messages) {
    return messages.stream().map(Messages::toEngine).toList();
  }

  private static dev.drover.engine.chat.ChatMessage toEngine(ChatMessage message) {
    return switch (message) {
      case SystemMessage system -> dev.drover.engine.chat.ChatMessage.system(system.text());
      case UserMessage user ->
          new dev.drover.engine.chat.ChatMessage(
              Role.USER, text(user.contents()), user.name(), List.of(), null);
      case AiMessage ai ->
          new dev.drover.engine.chat.ChatMessage(
              Role.ASSISTANT,
              ai.text(),
              null,
              ai.toolExecutionRequests().stream().map(Messages::toolCall).toList(),
              null);
      case ToolExecutionResultMessage result ->
          new dev.drover.engine.chat.ChatMessage(
              Role.TOOL, text(result.contents()), result.toolName(), List.of(), result.id());
      default -> throw new IllegalArgumentException("refused before: " + message.type());
    };
  }

  private static String text(List<Content> contents) {
    return contents.stream()
        .map(content -> ((TextContent) content).text())
        .collect(Collectors.joining("\n"));
  }

  private static ToolCall toolCall(ToolExecutionRequest call) {
    String arguments = call.arguments();
    if (arguments == null || arguments.isBlank()) {
      return new ToolCall(call.id(), call.name(), Map.of());
    }
    try {
      Map<String, Object> parsed = JSON.readValue(arguments, OBJECT);
      if (parsed != null) {
        return new ToolCall(call.id(), call.name(), parsed);
      }
    } catch (JsonProcessingException e) {
      throw notAnObject(call, e);
    }
    throw notAnObject(call, null);
  }

  private static InvalidRequestException notAnObject(ToolExecutionRequest call, Exception cause) {
    return new InvalidRequestException(
        "the arguments of the call of tool " + call.name() + " must be a JSON object", cause);
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
