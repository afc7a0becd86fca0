package dev.drover.langchain4j;

import dev.drover.engine.GenerationRequest;
import dev.drover.engine.chat.AssistantReply;
import dev.drover.engine.constraint.Constraint;
import dev.drover.engine.constraint.Constraint.Tool;
import dev.drover.engine.constraint.Constraint.ToolCalls;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.internal.Json;
import dev.langchain4j.internal.JsonSchemaElementUtils;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.ToolChoice;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** LangChain4j's tools as the engine's, and their calls back again. */
final class Tools {
  private Tools() {}

  /** The tools that the model may call. With ToolChoice.NONE it is not told of any. */
  static List<ToolSpecification> callable(ChatRequestParameters parameters) {
    return parameters.toolChoice() == ToolChoice.NONE ? List.of() : parameters.toolSpecifications();
  }

  /** Tools as chat templates know them. */
  static List<Map<String, Object>> definitions(List<ToolSpecification> tools) {
    return tools.stream().map(Tools::definition).toList();
  }

  private static Map<String, Object> definition(ToolSpecification tool) {
    Map<String, Object> function = new LinkedHashMap<>();
    function.put("name", tool.name());
    if (tool.description() != null) {
      function.put("description", tool.description());
    }
    function.put(
        "parameters",
        tool.parameters() == null
            ? Map.of("type", "object", "properties", Map.of())
            : JsonSchemaElementUtils.toMap(tool.parameters()));
    return Map.of("type", "function", "function", function);
  }

  /**
   * What an answer is held to.
   *
   * @param tools which may be called; none: the answer is held to {@code content} only
   * @param choice whether one must be
   * @param content what an answer without calls must satisfy
   */
  static List<Constraint> constraints(
      List<ToolSpecification> tools, ToolChoice choice, List<Constraint> content) {
    if (tools.isEmpty()) {
      return content;
    }
    boolean required = choice == ToolChoice.REQUIRED;
    List<Tool> all =
        tools.stream()
            .map(tool ->
                new Tool(
                    tool.name(),
                    tool.parameters() == null
                        ? null
                        : Json.toJson(JsonSchemaElementUtils.toMap(tool.parameters())),
                    Boolean.FALSE.equals(tool.strict())))
            .toList();
    return List.of(new ToolCalls(all, required, true, required ? List.of() : content));
  }

  /** The tools of a request that may be called, or null. */
  static ToolCalls of(GenerationRequest request) {
    List<Constraint> all = request.constraint().all();
    return !all.isEmpty() && all.getFirst() instanceof ToolCalls calls ? calls : null;
  }

  /** A new id of a call. */
  static String callId() {
    return "call-" + UUID.randomUUID();
  }

  /** A whole text as a message. A call that was cut short is left out. */
  static AiMessage message(String text, ToolCalls calls) {
    if (calls == null) {
      return AiMessage.from(text);
    }
    AssistantReply reply = AssistantReply.of(text, calls, null);
    return message(
        reply.content(),
        reply.calls().stream()
            .limit(reply.complete())
            .map(call ->
                ToolExecutionRequest.builder()
                    .id(callId())
                    .name(call.name())
                    .arguments(call.arguments())
                    .build())
            .toList());
  }

  /** A message of text, which may be null or empty, and calls. */
  static AiMessage message(String text, List<ToolExecutionRequest> calls) {
    String said = text == null ? "" : text;
    return AiMessage.builder()
        .text(said.isEmpty() && !calls.isEmpty() ? null : said)
        .toolExecutionRequests(calls)
        .build();
  }
}
