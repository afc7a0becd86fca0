package dev.drover.functions.openai;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.drover.engine.Engine;
import dev.drover.engine.Generation;
import dev.drover.engine.GenerationRequest;
import dev.drover.engine.GenerationResult;
import dev.drover.engine.InvalidRequestException;
import dev.drover.engine.Prompt;
import dev.drover.engine.Tokenizer;
import dev.drover.engine.chat.AssistantReply;
import dev.drover.functions.Engines;
import dev.drover.functions.EventStream;
import dev.drover.functions.FieldNames;
import dev.drover.functions.Generations;
import dev.drover.functions.steering.AppliedSteering;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Answers requests for chat completions. */
@ApplicationScoped
public class ChatCompletions {
  private final Engines engines;
  private final Generations generations;
  private final ObjectMapper json;

  @Inject
  ChatCompletions(Engines engines, Generations generations, ObjectMapper json) {
    this.engines = engines;
    this.generations = generations;
    this.json = json;
  }

  /**
   * Answers a request.
   *
   * @return a {@link ChatCompletion}, or an {@link EventStream} if the request asks for one
   * @throws RuntimeException that {@link dev.drover.functions.Faults} knows, with this API's field
   *     names
   */
  public Object answer(ChatCompletionRequest request) {
    if (request == null) {
      throw new InvalidRequestException("messages", "is required");
    }
    ChatTools tools =
        FieldNames.named(names(request), () -> ChatTools.of(request, request.constraints(), json));
    GenerationRequest engineRequest =
        FieldNames.named(names(request), () -> toEngine(request, tools));
    Engine engine = engines.engine(request.model());
    String after = engineRequest.constraint().after();
    if (tools.calls() != null && after != null && engine.tokenizer().control(after) >= 0) {
      throw new InvalidRequestException(
          "structured_outputs.after",
          "must be text where there are tools, and " + after + " is a control token");
    }
    Generation generation =
        FieldNames.named(names(request), () -> generations.submit(engine, engineRequest));
    Replies.Head head = Replies.Head.of("chatcmpl-", engine.model());
    boolean logprobs = engineRequest.topLogprobs() != null;
    if (request.streamed()) {
      ChatChunks chunks =
          new ChatChunks(
              head,
              generation,
              engineRequest.n(),
              logprobs,
              request.usageWanted(),
              engine.tokenizer(),
              Stream.generate(() -> new ChatDeltas(tools, after))
                  .limit(engineRequest.n())
                  .toList());
      return new EventStream(generation, chunks::write, OpenAiDialect::endStream);
    }
    GenerationResult result = Generations.await(generation);
    List<ChatCompletion.Choice> choices =
        result.choices().stream()
            .map(choice -> choice(choice, tools, after, logprobs, engine.tokenizer()))
            .toList();
    return new ChatCompletion(
        head.id(),
        "chat.completion",
        head.created(),
        head.model(),
        choices,
        Usage.of(result.promptTokens(), result.generatedTokens()),
        head.fingerprint(),
        AppliedSteering.listOf(result.steering()));
  }

  private static ChatCompletion.Choice choice(
      GenerationResult.Choice choice,
      ChatTools tools,
      String after,
      boolean logprobs,
      Tokenizer tokenizer) {
    AssistantReply reply =
        tools.calls() == null
            ? new AssistantReply(choice.text(), List.of(), 0, false)
            : AssistantReply.of(choice.text(), tools.calls(), after);
    return new ChatCompletion.Choice(
        choice.index(),
        ChatCompletion.Message.of(reply),
        ChatLogprobs.of(Replies.reported(logprobs, choice.logprobs(), tokenizer), tokenizer),
        Replies.finishReason(choice.finish().reason(), reply.isCall()),
        choice.finish().confidence());
  }

  private GenerationRequest toEngine(ChatCompletionRequest request, ChatTools tools) {
    GenerationRequest.Builder builder = request.toBuilder();
    refuseUnsupported(request);
    if (tools.calls() != null) {
      builder.constraints(List.of(tools.calls()));
    }
    return builder
        .prompt(
            new Prompt.Chat(
                ChatMessages.of(request.messages(), json),
                tools.definitions(),
                templateOptions(request),
                true))
        .maxNewTokens(maxTokens(request))
        .topLogprobs(topLogprobs(request))
        .build();
  }

  private static void refuseUnsupported(ChatCompletionRequest request) {
    if (request.modalities() != null && !request.modalities().equals(List.of("text"))) {
      throw new InvalidRequestException("modalities", "must be [\"text\"]");
    }
  }

  private static Map<String, Object> templateOptions(ChatCompletionRequest request) {
    Map<String, Object> options = new LinkedHashMap<>();
    if (request.reasoningEffort() != null) {
      options.put("reasoning_effort", request.reasoningEffort());
    }
    if (request.verbosity() != null) {
      options.put("verbosity", request.verbosity());
    }
    if (request.chatTemplateKwargs() != null) {
      options.putAll(request.chatTemplateKwargs());
    }
    return options;
  }

  private static Integer maxTokens(ChatCompletionRequest request) {
    Integer newer = request.maxCompletionTokens();
    if (newer == null) {
      return request.maxTokens();
    }
    if (request.maxTokens() != null && !request.maxTokens().equals(newer)) {
      throw new InvalidRequestException(
          "max_tokens", "must be left out where `max_completion_tokens` is given");
    }
    return newer;
  }

  private static Integer topLogprobs(ChatCompletionRequest request) {
    if (Boolean.TRUE.equals(request.logprobs())) {
      return request.topLogprobs() == null ? Integer.valueOf(0) : request.topLogprobs();
    }
    if (request.topLogprobs() != null && request.topLogprobs() != 0) {
      throw new InvalidRequestException("top_logprobs", "is only allowed with `logprobs`");
    }
    return null;
  }

  private static Map<String, String> names(ChatCompletionRequest request) {
    Map<String, String> names = new HashMap<>();
    names.put("prompt", "messages");
    names.put(
        "max_new_tokens",
        request.maxCompletionTokens() == null ? "max_tokens" : "max_completion_tokens");
    if (request.responseFormat() != null) {
      names.put("json_schema", "response_format");
      names.put("json", "response_format");
    }
    return request.fieldNames(names);
  }
}
