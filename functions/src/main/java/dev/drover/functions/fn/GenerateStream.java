package dev.drover.functions.fn;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.drover.engine.Engine;
import dev.drover.engine.Generation;
import dev.drover.engine.GenerationEvent;
import dev.drover.engine.GenerationEvent.Delta;
import dev.drover.engine.GenerationEvent.Finished;
import dev.drover.engine.GenerationEvent.PromptLogprobs;
import dev.drover.engine.GenerationEvent.PromptStates;
import dev.drover.engine.GenerationEvent.Steered;
import dev.drover.engine.GenerationRequest;
import dev.drover.functions.Engines;
import dev.drover.functions.EventStream;
import dev.drover.functions.EventWriter;
import dev.drover.functions.Generations;
import dev.drover.functions.ProblemDialect;
import dev.drover.functions.ProblemDialect.Problem;
import dev.drover.functions.steering.AppliedSteering;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code fn/generate} as a stream of server-sent events, which a function cannot give. */
@Path("/fn/generate/stream")
@Tag(name = "functions", description = "Drover's own functions")
public class GenerateStream {
  private final Engines engines;
  private final Generations generations;
  private final ProblemDialect problems;

  @Inject
  GenerateStream(Engines engines, Generations generations, ProblemDialect problems) {
    this.engines = engines;
    this.generations = generations;
    this.problems = problems;
  }

  /**
   * The first event, {@code started}.
   *
   * @param id names this generation
   * @param model the model's name
   * @param promptTokens how many tokens the prompt has
   */
  @Schema(name = "StreamStarted", description = "The first event, `started`.")
  record Started(String id, String model, int promptTokens) {}

  /**
   * An event {@code prompt}: a part of the prompt was read.
   *
   * @param logprobs one entry a token; the first token has no log-probability
   */
  @Schema(
      name = "StreamPrompt",
      description = "An event `prompt`: a part of the prompt was read, if it is to be reported.")
  record PromptPart(List<Logprobs> logprobs) {}

  /**
   * An event {@code steering}, if the request asked: what its steering did.
   *
   * @param terms one entry a term
   */
  @Schema(
      name = "StreamSteering",
      description = "An event `steering`: what steering did, if it is to be reported.")
  record SteeringPart(List<AppliedSteering> terms) {}

  /**
   * An event {@code delta}: more of one choice.
   *
   * @param index which choice
   * @param text the new text, whole characters; may lag behind the tokens
   * @param tokens the new token ids
   * @param logprobs one entry a token if the request asked for them, else absent
   */
  @Schema(name = "StreamDelta", description = "An event `delta`: more of one choice.")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Text(int index, String text, List<Integer> tokens, List<Logprobs> logprobs) {}

  /**
   * An event {@code finished}: the end of one choice.
   *
   * @param index which choice
   * @param finishReason why it ended, {@code error} and {@code cancelled} among the reasons
   * @param stop the stop string or the text of the stop token that ended it, else absent
   * @param message what went wrong if {@code error}, else absent
   * @param generatedTokens how many tokens, the ending one included
   * @param confidence their mean probability under the model's own distribution
   */
  @Schema(name = "StreamFinished", description = "An event `finished`: the end of one choice.")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record End(
      int index,
      String finishReason,
      String stop,
      String message,
      int generatedTokens,
      double confidence) {}

  /**
   * The last event, {@code done}, after all choices ended well.
   *
   * @param usage how many tokens
   */
  @Schema(
      name = "StreamDone",
      description = "The last event, `done`, unless an event `error` (a problem) is the last.")
  record Done(Generated.Usage usage) {}

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @RunOnVirtualThread
  @Operation(
      operationId = "generateStream",
      summary = "Continue a prompt, as events",
      description =
          "Events: `started`, `prompt` if its log-probabilities are asked for, then `delta` and `finished` of each choice as they arise, then `done`"
              + " or, if a choice failed, `error` with a problem.")
  @APIResponse(
      responseCode = "200",
      description = "Server-sent events",
      content =
          @Content(
              mediaType = MediaType.SERVER_SENT_EVENTS,
              schema =
                  @Schema(
                      description = "The data of an event, by the event's name.",
                      oneOf = {
                        Started.class,
                        PromptPart.class,
                        Text.class,
                        SteeringPart.class,
                        End.class,
                        Done.class,
                        Problem.class
                      })))
  @APIResponse(
      responseCode = "default",
      description = "What is wrong",
      content =
          @Content(
              mediaType = "application/problem+json",
              schema = @Schema(implementation = Problem.class)))
  public EventStream stream(GenerateInput input) {
    Inputs.require(input != null);
    GenerationRequest request = input.toStreamedRequest();
    Engine engine = engines.engine(input.model());
    String model = engine.model().name();
    Generation generation = generations.submit(engine, request);
    return new EventStream(
        generation,
        events -> write(generation, model, events),
        (events, fault) -> events.event("error", problems.body(fault)));
  }

  private static void write(Generation generation, String model, EventWriter events)
      throws IOException, InterruptedException {
    events.event("started", new Started(Generated.newId(), model, generation.promptTokens()));
    List<Finished> ends = new ArrayList<>();
    for (GenerationEvent event; (event = generation.next()) != null; ) {
      switch (event) {
        case PromptLogprobs prompt ->
            events.event("prompt", new PromptPart(Logprobs.listOf(prompt.logprobs())));
        case PromptStates _ -> throw new IllegalStateException("nobody asked for it");
        case Steered steered ->
            events.event("steering", new SteeringPart(AppliedSteering.listOf(steered.terms())));
        case Delta delta ->
            events.event(
                "delta",
                new Text(
                    delta.choice(),
                    delta.text(),
                    delta.tokens(),
                    Logprobs.listOf(delta.logprobs())));
        case Finished end -> {
          ends.add(end);
          events.event(
              "finished",
              new End(
                  end.choice(),
                  Generated.wireName(end.reason()),
                  end.stop(),
                  end.message(),
                  end.generatedTokens(),
                  end.confidence()));
        }
      }
    }
    ends.forEach(Generations::check);
    int generated = ends.stream().mapToInt(Finished::generatedTokens).sum();
    events.event("done", new Done(new Generated.Usage(generation.promptTokens(), generated)));
  }
}
