package dev.drover.functions.mechanex;

import dev.drover.engine.Engine;
import dev.drover.engine.InvalidRequestException;
import dev.drover.engine.steering.ContrastTriple;
import dev.drover.engine.training.BehaviorTrainer;
import dev.drover.engine.training.TrainedBehavior;
import dev.drover.engine.training.TrainingMethod;
import dev.drover.functions.Engines;
import dev.drover.functions.EventStream;
import dev.drover.functions.Fault;
import dev.drover.functions.FaultException;
import dev.drover.functions.FieldNames;
import dev.drover.functions.store.BehaviorStore;
import dev.drover.functions.store.NewBehavior;
import dev.drover.functions.store.NewVector;
import dev.drover.functions.store.Page;
import dev.drover.functions.store.StoreLimits;
import dev.drover.functions.store.StoredBehavior;
import dev.drover.functions.store.StoredVector;
import dev.drover.functions.store.VectorLabels;
import dev.drover.functions.store.VectorStore;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * Mechanex's behaviours: learned from triples, then detected and subtracted while the model
 * generates. Detection compares hidden states themselves, not features of a sparse autoencoder.
 */
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
public class BehaviorResource {
  /** The category of vectors that are made with a behaviour. */
  private static final String CATEGORY = "behavior";

  private final Engines engines;
  private final BehaviorStore behaviors;
  private final VectorStore vectors;
  private final KnownVectors known;
  private final Clients clients;
  private final Replies replies;

  @Inject
  BehaviorResource(
      Engines engines,
      BehaviorStore behaviors,
      VectorStore vectors,
      KnownVectors known,
      Clients clients,
      Replies replies) {
    this.engines = engines;
    this.behaviors = behaviors;
    this.vectors = vectors;
    this.known = known;
    this.clients = clients;
    this.replies = replies;
  }

  /** Continues a text without the behaviours. */
  @POST
  @Path("/sae/generate")
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @Operation(
      operationId = "mechanexSaeGenerate",
      summary = "Continue a text and subtract behaviours",
      description =
          "The reply is always a stream of events, whose last one is complete or error. Tokens"
              + " are sampled by top-k, of 50.")
  @APIResponse(
      responseCode = "200",
      description = "Server-sent events",
      content =
          @Content(
              mediaType = MediaType.SERVER_SENT_EVENTS,
              schema = @Schema(implementation = RunEvent.class)))
  public EventStream generate(SaeRequest request) {
    Replies.required(request);
    return replies.generate(request.names(), request::toRequest, RunEvent.Text::new);
  }

  /** Lists them: a bare list, since the client adds its own to it. */
  @GET
  @Path("/behaviors")
  @Operation(operationId = "mechanexBehaviors", summary = "List the behaviours, newest first")
  public List<Behavior> list() {
    return Page.all(after -> behaviors.list(StoreLimits.MAX_PAGE, after)).stream()
        .map(Behavior::of)
        .toList();
  }

  /** One of them. */
  @GET
  @Path("/behaviors/{id}")
  @Operation(operationId = "mechanexBehavior", summary = "Show a behaviour with its baseline")
  public Behavior get(@PathParam("id") String id) {
    return Behavior.of(stored(id));
  }

  /** Learns one. */
  @POST
  @Path("/behaviors/create")
  @Operation(
      operationId = "mechanexCreateBehavior",
      summary = "Learn a behaviour",
      description =
          "The baseline is the mean difference between positive and negative answers' hidden"
              + " states; the threshold lies halfway between both sides' mean cosine similarity"
              + " to it. Answers when the model has read all answers; 409 if the name is taken.")
  public Behavior create(BehaviorRequest request) {
    Replies.required(request);
    String name = Replies.required("behavior_name", request.behaviorName());
    VectorLabels labels =
        FieldNames.named(
            Map.of("name", "behavior_name"), () -> new VectorLabels(name, null, CATEGORY));
    List<ContrastTriple> triples = request.triples();
    if (behaviors.find(name).isPresent()) {
      throw new FaultException(
          new Fault(Fault.Kind.CONFLICT, "a behavior `" + name + "` is stored already"));
    }
    Engine engine = engines.engine(null);
    StoredVector given =
        request.steeringVectorId() == null ? null : known.get(request.steeringVectorId(), engine);
    int layer = request.layer().orElseGet(() -> layer(given, engine));
    if (given != null && layer > given.vector().layers().first()) {
      throw new InvalidRequestException(
          "layer_names",
          "must be no later than layer %d, the first that the vector steers, given %d"
              .formatted(given.vector().layers().first(), layer));
    }
    TrainedBehavior trained =
        FieldNames.named(
            Map.of("layer", "layer_names"),
            () ->
                clients.whileThere(
                    observer -> new BehaviorTrainer(engine).train(triples, layer, observer)));
    return Behavior.of(keep(request, labels, given, trained, engine));
  }

  private StoredBehavior keep(
      BehaviorRequest request,
      VectorLabels labels,
      StoredVector given,
      TrainedBehavior trained,
      Engine engine) {
    String fingerprint = engine.model().fingerprint();
    String vector =
        given != null
            ? given.id()
            : vectors
                .create(
                    new NewVector(
                        labels,
                        TrainingMethod.CAA.wireName(),
                        fingerprint,
                        engine.model().name(),
                        trained.baseline(),
                        null))
                .id();
    try {
      return behaviors.create(
          new NewBehavior(
              request.behaviorName(),
              request.description(),
              vector,
              trained.baseline(),
              trained.threshold(),
              fingerprint));
    } catch (RuntimeException e) {
      if (given == null) {
        vectors.delete(vector);
      }
      throw e;
    }
  }

  /** Gives one another name. */
  @PATCH
  @Path("/behaviors/{id}/rename")
  @Operation(operationId = "mechanexRenameBehavior", summary = "Rename a behaviour")
  public Behavior rename(@PathParam("id") String id, RenameRequest request) {
    String name = Replies.required("behavior_name", Replies.required(request).behaviorName());
    StoredBehavior stored = stored(id);
    return FieldNames.named(
        Map.of("name", "behavior_name"),
        () -> Behavior.of(behaviors.rename(stored.id(), stored.version(), name)));
  }

  /** Deletes one; its vector stays. */
  @DELETE
  @Path("/behaviors/{id}")
  @Operation(
      operationId = "mechanexDeleteBehavior",
      summary = "Delete a behaviour; its vector stays")
  public Behavior delete(@PathParam("id") String id) {
    StoredBehavior stored = stored(id);
    behaviors.delete(id);
    return Behavior.of(stored);
  }

  private static int layer(StoredVector vector, Engine engine) {
    int layer = BehaviorTrainer.defaultLayer(engine.model().layers());
    return vector == null ? layer : Math.min(layer, vector.vector().layers().first());
  }

  private StoredBehavior stored(String id) {
    return behaviors
        .get(id)
        .orElseThrow(() ->
            new FaultException(
                new Fault(Fault.Kind.NOT_FOUND, "no behavior `" + id + "` is stored")));
  }
}
