package dev.drover.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.langchain4j.model.chat.request.json.JsonEnumSchema;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Tools are called and answered. What a model of 135M parameters does not do by its own wit is
 * required of it; what the calls hold, it chooses.
 */
final class ToolConversation {
  static final ToolSpecification WEATHER =
      ToolSpecification.builder()
          .name("get_weather")
          .description("Tells the weather in a city")
          .parameters(
              JsonObjectSchema.builder()
                  .addEnumProperty("city", List.of("Munich", "Paris", "Rome"))
                  .addProperty(
                      "unit", JsonEnumSchema.builder().enumValues("celsius", "kelvin").build())
                  .required("city")
                  .build())
          .build();

  static final ToolSpecification TIME =
      ToolSpecification.builder().name("current_time").description("Tells the time").build();

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MAX_TOKENS = 150;

  private ToolConversation() {}

  /** Something that answers requests. */
  interface Answering {
    ChatResponse answer(ChatRequest request);
  }

  /** Asks with these tools, answers the calls, and asks again. */
  static void verify(Answering model, ToolSpecification... tools) {
    List<ChatMessage> messages = new ArrayList<>();
    messages.add(UserMessage.from("What time is it, and what is the weather in Munich?"));

    ChatResponse calling =
        model.answer(
            request(messages, b -> b.toolSpecifications(tools).toolChoice(ToolChoice.REQUIRED)));

    List<ToolExecutionRequest> calls = calling.aiMessage().toolExecutionRequests();
    assertThat(calls).isNotEmpty().extracting(ToolExecutionRequest::id).doesNotHaveDuplicates();
    assertThat(calling.aiMessage().text()).isNull();
    assertThat(calling.finishReason()).isIn(FinishReason.TOOL_EXECUTION, FinishReason.LENGTH);
    calls.forEach(call -> verify(call, Arrays.asList(tools)));

    messages.add(calling.aiMessage());
    calls.forEach(call -> messages.add(ToolExecutionResultMessage.from(call, "noon, sunny")));
    ChatResponse answer =
        model.answer(
            request(messages, b -> b.toolSpecifications(tools).toolChoice(ToolChoice.NONE)));
    assertThat(answer.aiMessage().text()).isNotBlank();
    assertThat(answer.aiMessage().hasToolExecutionRequests()).isFalse();
  }

  /** Asks for JSON with tools in the same request: it is one or the other. */
  static void verifyWithFormat(Answering model) {
    ChatResponse response =
        model.answer(
            request(
                List.of(UserMessage.from("Tell me about Berlin in JSON.")),
                b -> b.toolSpecifications(WEATHER).responseFormat(ResponseFormat.JSON)));

    if (response.aiMessage().hasToolExecutionRequests()) {
      response.aiMessage().toolExecutionRequests().forEach(call -> verify(call, List.of(WEATHER)));
    } else if (response.finishReason() == FinishReason.STOP) {
      assertThat(json(response.aiMessage().text()).isContainerNode()).isTrue();
    } else {
      assertThat(response.aiMessage().text()).startsWith("{");
    }
  }

  private static ChatRequest request(
      List<ChatMessage> messages, UnaryOperator<ChatRequest.Builder> with) {
    return with.apply(ChatRequest.builder().messages(messages).maxOutputTokens(MAX_TOKENS)).build();
  }

  private static void verify(ToolExecutionRequest call, List<ToolSpecification> tools) {
    assertThat(call.name()).isIn(tools.stream().map(ToolSpecification::name).toList());
    JsonNode arguments = json(call.arguments());
    if (call.name().equals(TIME.name())) {
      assertThat(arguments).isEmpty();
    } else {
      assertThat(arguments.path("city").textValue()).isIn("Munich", "Paris", "Rome");
      assertThat(arguments.path("unit").asText("kelvin")).isIn("celsius", "kelvin");
    }
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(text, e);
    }
  }
}
