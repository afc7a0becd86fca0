package dev.drover.functions.mechanex;

import dev.drover.engine.Engine;
import dev.drover.engine.Generation;
import dev.drover.engine.GenerationRequest;
import dev.drover.engine.InvalidRequestException;
import dev.drover.engine.steering.MechanexJson;
import dev.drover.engine.steering.SteeringPlan;
import dev.drover.engine.steering.SteeringSource;
import dev.drover.engine.steering.SteeringTerm;
import dev.drover.engine.training.TextEvaluation;
import dev.drover.engine.training.TextEvaluator;
import dev.drover.functions.Engines;
import dev.drover.functions.EventStream;
import dev.drover.functions.FieldNames;
import dev.drover.functions.Generations;
import dev.drover.functions.steering.PairWriter;
import dev.drover.functions.steering.Persona;
import dev.drover.functions.steering.SteeringTermInput;
import dev.drover.functions.steering.TrainingJobs;
import dev.drover.functions.store.Page;
import dev.drover.functions.store.StoreLimits;
import dev.drover.functions.store.StoredJob;
import dev.drover.functions.store.StoredVector;
import dev.drover.functions.store.VectorFilter;
import dev.drover.functions.store.VectorStore;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Mechanex's calls that make steering vectors, hand them out and judge them. */
@Path("/mechanex")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@APIResponse(
    responseCode = "default",
    description = "What is wrong",
    content =
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = MechanexErrors.Body.class)))
@Tag(name = "mechanex")
public class SteeringResource {
  private static final int TEST_TOKENS = 50;

  private final Engines engines;
  private final Generations generations;
  private final TrainingJobs training;
  private final VectorStream stream;
  private final VectorStore vectors;
  private final KnownVectors known;
  private final Clients clients;

  @Inject
  SteeringResource(
      Engines engines,
      Generations generations,
      TrainingJobs training,
      VectorStream stream,
      VectorStore vectors,
      KnownVectors known,
      Clients clients) {
    this.engines = engines;
    this.generations = generations;
    this.training = training;
    this.stream = stream;
    this.vectors = vectors;
    this.known = known;
    this.clients = clients;
  }

  /** Makes a vector while the client listens. */
  @POST
  @Path("/steering/generate")
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @Operation(
      operationId = "mechanexMakeVector",
      summary = "Make a steering vector",
      description =
          "The reply is a stream of events that tell of the progress; the last one is complete or"
              + " error. The training ends if the client goes away.")
  @APIResponse(
      responseCode = "200",
      description = "Server-sent events",
      content =
          @Content(
              mediaType = MediaType.SERVER_SENT_EVENTS,
              schema = @Schema(implementation = RunEvent.class)))
  public EventStream make(VectorRequest request) {
    StoredJob job =
        FieldNames.named(
            VectorRequest.NAMES, () -> training.submit(Replies.required(request).toInput()));
    return new EventStream(null, events -> stream.write(job.id(), events), Replies::end);
  }

  /** A vector's numbers, by layer. */
  @GET
  @Path("/steering/vectors/{id}/download")
  @Operation(
      operationId = "mechanexDownloadVector",
      summary = "Download a steering vector",
      description =
          "Numbers by layer. Each is the shortest decimal that is read back as the same 32-bit"
              + " float.")
  @APIResponse(
      responseCode = "200",
      description = "The vector",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(type = SchemaType.OBJECT, additionalProperties = float[].class)))
  public byte[] download(@PathParam("id") String id) {
    return MechanexJson.write(known.get(id).vector());
  }

  /** All vectors. */
  @GET
  @Path("/auth/steering-vectors")
  @Operation(operationId = "mechanexVectors", summary = "List the steering vectors, newest first")
  public List<StoredVectorView> list() {
    return Page.all(after -> vectors.list(VectorFilter.ALL, StoreLimits.MAX_PAGE, after)).stream()
        .map(StoredVectorView::of)
        .toList();
  }

  /** Has the model write contrast pairs. */
  @POST
  @Path("/steering/generate-pairs")
  @Operation(
      operationId = "mechanexGeneratePairs",
      summary = "Have the model write contrast pairs for a persona",
      description =
          "Answers when all pairs are written; the Python client waits a minute for that, so ask"
              + " for few.")
  public PairsReply pairs(PairsRequest request) {
    Persona persona = Replies.required(request).persona();
    Engine engine = engines.engine(null);
    return PairsReply.of(
        clients.whileThere(observer ->
            PairWriter.write(engine, persona, request.count(), null, observer::isCancelled)));
  }

  /** Judges a vector. */
  @POST
  @Path("/steering/evaluate")
  @Operation(
      operationId = "mechanexEvaluateVector",
      summary = "Judge a steering vector by texts that show what it is for and texts that lack it")
  public EvaluateReply evaluate(EvaluateRequest request) {
    Replies.required(request);
    Engine engine = engines.engine(null);
    StoredVector vector = known.get(request.steeringVectorId(), engine);
    List<String> positive = Replies.required("positive_texts", request.positiveTexts());
    List<String> negative = Replies.required("negative_texts", request.negativeTexts());
    List<String> prompts = request.testPrompts();
    if (prompts != null && prompts.size() > EvaluateRequest.MAX_TEST_PROMPTS) {
      throw new InvalidRequestException(
          "test_prompts",
          "must hold at most %d prompts, given %d"
              .formatted(EvaluateRequest.MAX_TEST_PROMPTS, prompts.size()));
    }
    SteeringPlan plan =
        SteeringPlan.of(
            SteeringTermInput.refusing(
                "multiplier",
                () ->
                    SteeringTerm.of(
                        new SteeringSource.Stored(vector.id()),
                        request.multiplier() == null ? 1 : request.multiplier())));
    List<Generation> running = prompts == null ? List.of() : start(engine, prompts, plan);
    TextEvaluation evaluation;
    List<EvaluateReply.TestOutput> outputs = null;
    try {
      evaluation =
          clients.whileThere(observer ->
              new TextEvaluator(engine).evaluate(vector.vector(), positive, negative, observer));
      if (prompts != null) {
        outputs = new ArrayList<>();
        for (int i = 0; i < prompts.size(); i++) {
          outputs.add(
              new EvaluateReply.TestOutput(
                  prompts.get(i), text(running.get(2 * i)), text(running.get(2 * i + 1))));
        }
      }
    } finally {
      running.forEach(Generation::close);
    }
    return EvaluateReply.of(evaluation, outputs);
  }

  /** Each prompt with and without the plan, all at once. */
  private List<Generation> start(Engine engine, List<String> prompts, SteeringPlan plan) {
    List<Generation> running = new ArrayList<>();
    try {
      for (String prompt : prompts) {
        for (SteeringPlan one : List.of(plan, SteeringPlan.NONE)) {
          running.add(
              FieldNames.named(
                  Map.of("prompt", "test_prompts", "steering.strength", "multiplier"),
                  () ->
                      generations.submit(
                          engine,
                          GenerationRequest.builder()
                              .prompt(prompt)
                              .temperature(0.0)
                              .maxNewTokens(TEST_TOKENS)
                              .steering(one)
                              .build())));
        }
      }
      return running;
    } catch (RuntimeException e) {
      running.forEach(Generation::close);
      throw e;
    }
  }

  private static String text(Generation generation) {
    return Generations.await(generation).choices().getFirst().text();
  }
}
