package dev.drover.functions.openai;

import dev.drover.engine.Engine;
import dev.drover.engine.Generation;
import dev.drover.engine.GenerationRequest;
import dev.drover.engine.GenerationResult;
import dev.drover.engine.InvalidRequestException;
import dev.drover.engine.Limits;
import dev.drover.engine.Prompt;
import dev.drover.engine.TokenLogprobs;
import dev.drover.engine.Tokenizer;
import dev.drover.functions.Engines;
import dev.drover.functions.EventStream;
import dev.drover.functions.FieldNames;
import dev.drover.functions.Generations;
import dev.drover.functions.PromptForms;
import dev.drover.functions.steering.AppliedSteering;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Answers requests for completions. */
@ApplicationScoped
public class Completions {
  /** Tokens generated where a request does not say how many: OpenAI's default. */
  private static final int DEFAULT_MAX_TOKENS = 16;

  private static final Map<String, String> NAMES =
      Map.of(
          "max_new_tokens", "max_tokens",
          "top_logprobs", "logprobs");

  private final Engines engines;
  private final Generations generations;

  @Inject
  Completions(Engines engines, Generations generations) {
    this.engines = engines;
    this.generations = generations;
  }

  /**
   * Answers a request.
   *
   * @return a {@link Completion}, or an {@link EventStream} if the request asks for one
   * @throws RuntimeException that {@link dev.drover.functions.Faults} knows, with this API's field
   *     names
   */
  public Object answer(CompletionRequest request) {
    if (request == null) {
      throw new InvalidRequestException("prompt", "is required");
    }
    Map<String, String> names = request.fieldNames(NAMES);
    List<GenerationRequest> requests = FieldNames.named(names, () -> toEngine(request));
    Engine engine = engines.engine(request.model());
    GenerationRequest first = requests.getFirst();
    Generation generation = FieldNames.named(names, () -> submit(engine, requests));
    List<String> echoes = echoes(request, requests, engine.tokenizer());
    Replies.Head head = Replies.Head.of("cmpl-", engine.model());
    boolean logprobs = first.topLogprobs() != null;
    if (request.streamed()) {
      CompletionChunks chunks =
          new CompletionChunks(
              head,
              generation,
              echoes,
              first.n(),
              logprobs,
              request.usageWanted(),
              engine.tokenizer());
      return new EventStream(generation, chunks::write, OpenAiDialect::endStream);
    }
    return completion(head, Generations.await(generation), echoes, logprobs, engine.tokenizer());
  }

  private Generation submit(Engine engine, List<GenerationRequest> requests) {
    if (requests.size() == 1) {
      return generations.submit(engine, requests.getFirst());
    }
    List<Generation> submitted = new ArrayList<>(requests.size());
    try {
      requests.forEach(request -> submitted.add(generations.submit(engine, request)));
    } catch (RuntimeException e) {
      submitted.forEach(Generation::close);
      throw e;
    }
    return new GenerationGroup(submitted, requests.getFirst().n());
  }

  private static Completion completion(
      Replies.Head head,
      GenerationResult result,
      List<String> echoes,
      boolean logprobs,
      Tokenizer tokenizer) {
    List<Completion.Choice> choices =
        result.choices().stream()
            .map(choice ->
                new Completion.Choice(
                    choice.index(),
                    echoes.get(choice.index()) + choice.text(),
                    new CompletionLogprobs.Builder(tokenizer)
                        .next(reported(logprobs, choice, tokenizer)),
                    Replies.finishReason(choice.finish().reason()),
                    choice.finish().confidence()))
            .toList();
    return head.completion(
        choices,
        Optional.of(Usage.of(result.promptTokens(), result.generatedTokens())),
        AppliedSteering.listOf(result.steering()));
  }

  /** The prompt's, if they were asked for, and the text's. */
  private static List<TokenLogprobs> reported(
      boolean wanted, GenerationResult.Choice choice, Tokenizer tokenizer) {
    List<TokenLogprobs> text = Replies.reported(wanted, choice.logprobs(), tokenizer);
    return text == null
        ? null
        : Stream.concat(choice.promptLogprobs().stream(), text.stream()).toList();
  }

  /** One request a prompt. */
  private static List<GenerationRequest> toEngine(CompletionRequest request) {
    if (request.suffix() != null && !request.suffix().isEmpty()) {
      throw new InvalidRequestException("suffix", "is not supported");
    }
    int n = request.n() == null ? 1 : request.n();
    int bestOf = request.bestOf() == null ? n : request.bestOf();
    if (request.streamed() && bestOf != n) {
      throw new InvalidRequestException("best_of", "must equal `n` in a stream, given " + bestOf);
    }
    GenerationRequest.Builder builder =
        request.toBuilder()
            .bestOf(request.bestOf())
            .maxNewTokens(request.maxTokens() == null ? DEFAULT_MAX_TOKENS : request.maxTokens())
            .topLogprobs(request.logprobs())
            .promptLogprobs(Boolean.TRUE.equals(request.echo()) ? request.logprobs() : null);
    List<Prompt> prompts = PromptForms.of("prompt", request.prompt());
    long choices = (long) prompts.size() * Math.max(n, bestOf);
    if (choices > Limits.MAX_N) {
      throw new InvalidRequestException(
          "prompt",
          "must ask for at most " + Limits.MAX_N + " choices over all prompts, given " + choices);
    }
    return prompts.stream().map(prompt -> builder.prompt(prompt).build()).toList();
  }

  /** What each choice's text begins with; for requests the engine took, whose ids are its own. */
  private static List<String> echoes(
      CompletionRequest request, List<GenerationRequest> requests, Tokenizer tokenizer) {
    List<String> echoes = new ArrayList<>();
    for (GenerationRequest one : requests) {
      String echo = Boolean.TRUE.equals(request.echo()) ? text(one.prompt(), tokenizer) : "";
      for (int i = 0; i < one.n(); i++) {
        echoes.add(echo);
      }
    }
    return echoes;
  }

  private static String text(Prompt prompt, Tokenizer tokenizer) {
    return switch (prompt) {
      case Prompt.Text(String text) -> text;
      case Prompt.Tokens(List<Integer> ids) -> {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ids.forEach(id -> bytes.writeBytes(tokenizer.bytes(id)));
        yield bytes.toString(StandardCharsets.UTF_8);
      }
      case Prompt.Chat chat -> throw new IllegalArgumentException("not a completion's prompt");
    };
  }
}
