package dev.drover.langchain4j;

import dev.drover.engine.AppliedTerm;
import dev.drover.engine.Engine;
import dev.drover.engine.Generation;
import dev.drover.engine.GenerationEvent.Finished;
import dev.drover.engine.GenerationRequest;
import dev.drover.engine.GenerationResult;
import dev.drover.engine.Prompt;
import dev.drover.engine.TokenLogprobs;
import dev.drover.engine.constraint.Constraint;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.internal.Json;
import dev.langchain4j.internal.JsonSchemaElementUtils;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonSchemaElement;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Where LangChain4j's requests become the engine's and its results become LangChain4j's.
 *
 * @param engines the engines by the name they serve, the default one first
 * @param defaults parameters of requests that do not say otherwise; name the model
 * @param listeners who is told
 */
record ChatDoor(
    Map<String, Engine> engines,
    DroverChatRequestParameters defaults,
    List<ChatModelListener> listeners) {

  /** The name that means the default model in every request. */
  private static final String DEFAULT_MODEL = "default";

  static ChatDoor open(
      List<Engine> engines, ChatRequestParameters defaults, List<ChatModelListener> listeners) {
    if (engines.isEmpty()) {
      throw new IllegalArgumentException("engine is required");
    }
    Map<String, Engine> byName = new LinkedHashMap<>();
    for (Engine engine : engines) {
      if (byName.putIfAbsent(engine.model().name(), engine) != null) {
        throw new IllegalArgumentException(
            "engines must have different names, given two of " + engine.model().name());
      }
    }
    DroverChatRequestParameters named =
        DroverChatRequestParameters.builder()
            .modelName(engines.getFirst().model().name())
            .overrideWith(defaults)
            .build();
    ChatDoor door = new ChatDoor(byName, named, listeners);
    ChatRequest probe =
        ChatRequest.builder().messages(UserMessage.from("?")).parameters(named).build();
    door.accept(probe);
    return door;
  }

  /** A request on its way to its engine: checked, not yet submitted. */
  record Call(Engine engine, GenerationRequest request) {

    Generation submit() {
      try {
        return engine.submit(request);
      } catch (RuntimeException e) {
        throw Faults.toLangChain4j(e);
      }
    }

    /** The response to a request that ran to its end, whose only choice is the answer. */
    ChatResponse response(GenerationResult result) {
      GenerationResult.Choice choice = result.choices().getFirst();
      return response(
          Tools.message(choice.text(), Tools.of(request)),
          choice.logprobs(),
          result.steering(),
          choice.finish(),
          result.promptTokens());
    }

    ChatResponse response(
        AiMessage message,
        List<TokenLogprobs> logprobs,
        List<AppliedTerm> steering,
        Finished finish,
        int promptTokens) {
      Faults.refuseUnfinished(finish);
      DroverChatResponseMetadata.Builder metadata =
          DroverChatResponseMetadata.builder()
              .id("chat-" + UUID.randomUUID())
              .modelName(engine.model().name())
              .tokenUsage(new TokenUsage(promptTokens, finish.generatedTokens()))
              .finish(finish)
              .logprobs(logprobs)
              .steering(steering);
      if (message.hasToolExecutionRequests() && !finish.reason().isLength()) {
        metadata.finishReason(FinishReason.TOOL_EXECUTION);
      }
      return ChatResponse.builder().aiMessage(message).metadata(metadata.build()).build();
    }
  }

  /** Checks a request against everything but the model's vocabulary and context. */
  Call accept(ChatRequest chat) {
    refuseUnsupported(chat);
    Engine engine = engine(chat.parameters().modelName());
    DroverChatRequestParameters p = DroverChatRequestParameters.of(chat.parameters());
    List<ToolSpecification> tools = Tools.callable(p);
    Prompt.Chat prompt =
        new Prompt.Chat(
            Messages.toEngine(chat.messages()),
            Tools.definitions(tools),
            p.templateOptions(),
            true);
    try {
      GenerationRequest.Builder builder =
          GenerationRequest.builder()
              .prompt(prompt)
              .maxNewTokens(p.maxOutputTokens())
              .minNewTokens(p.minNewTokens())
              .ignoreEos(p.ignoreEos())
              .stop(p.stopSequences())
              .includeStop(p.includeStop())
              .stopTokens(p.stopTokens())
              .seed(p.seed())
              .method(p.samplingMethod())
              .temperature(p.temperature())
              .topK(p.topK())
              .topP(p.topP())
              .minP(p.minP())
              .typicalP(p.typicalP())
              .repetitionPenalty(p.repetitionPenalty())
              .frequencyPenalty(p.frequencyPenalty())
              .presencePenalty(p.presencePenalty())
              .logitBias(p.logitBias())
              .topLogprobs(p.topLogprobs())
              .steering(p.steering())
              .constraints(
                  Tools.constraints(tools, p.toolChoice(), constraints(p.responseFormat())));
      if (p.sampling() != null) {
        p.sampling().applyTo(builder);
      }
      return new Call(engine, builder.build());
    } catch (RuntimeException e) {
      throw Faults.toLangChain4j(e);
    }
  }

  private Engine engine(String name) {
    if (name == null || name.equals(DEFAULT_MODEL) && !engines.containsKey(name)) {
      return engines.values().iterator().next();
    }
    Engine engine = engines.get(name);
    if (engine == null) {
      throw new ModelNotFoundException(
          "modelName must be one of " + engines.keySet() + ", given " + name);
    }
    return engine;
  }

  /** What a response format holds the text to. */
  private static List<Constraint> constraints(ResponseFormat format) {
    if (format == null || format.type() != ResponseFormatType.JSON) {
      return List.of();
    }
    if (format.jsonSchema() == null) {
      return List.of(new Constraint.AnyJson());
    }
    JsonSchemaElement root = format.jsonSchema().rootElement();
    String schema =
        root instanceof JsonRawSchema raw
            ? raw.schema()
            : Json.toJson(JsonSchemaElementUtils.toMap(root));
    return List.of(new Constraint.JsonSchema(schema, false));
  }

  /** Refuses what no engine here can do, before anything else happens. */
  static void refuseUnsupported(ChatRequest chat) {
    Messages.refuseUnsupported(chat.messages());
  }
}
