package dev.drover.functions.steering;

import dev.drover.engine.training.Evaluation;
import dev.drover.engine.training.EvaluationPlot;
import dev.drover.functions.Connection;
import dev.drover.functions.Fault;
import dev.drover.functions.FaultException;
import dev.drover.functions.ProblemDialect.Problem;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Stored vectors over HTTP: a thin door over {@link SteeringService}. */
@Path("/steering")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@APIResponse(
    responseCode = "default",
    description = "What is wrong",
    content =
        @Content(
            mediaType = "application/problem+json",
            schema = @Schema(implementation = Problem.class)))
@Tag(name = "steering", description = "Steering vectors: making, keeping, exchanging, judging")
public class SteeringResource {
  private static final String SVG = "image/svg+xml";
  private static final MediaType SVG_TYPE = MediaType.valueOf(SVG);

  private final SteeringService service;
  private final SteeringTrials trials;
  private final CurrentVertxRequest current;

  @Inject
  SteeringResource(SteeringService service, SteeringTrials trials, CurrentVertxRequest current) {
    this.service = service;
    this.trials = trials;
    this.current = current;
  }

  @POST
  @Path("/vectors")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "createVector",
      summary = "Make a vector of contrast triples",
      description =
          "A job makes it. Without `wait` the answer is the job (202, `Location: /jobs/ID`), with it"
              + " the vector, when it is made (201).")
  @APIResponse(
      responseCode = "201",
      description = "The vector, where `wait` is true",
      content = @Content(schema = @Schema(implementation = VectorDescription.class)))
  @APIResponse(
      responseCode = "202",
      description = "The job",
      content = @Content(schema = @Schema(implementation = JobDescription.class)))
  public Response create(
      TrainingInput input,
      @Parameter(schema = @Schema(type = SchemaType.BOOLEAN, defaultValue = "false"))
          @QueryParam("wait")
          String wait) {
    require(input);
    if (QueryValues.isTrue("wait", wait)) {
      return created(service.createAndWait(input, client()));
    }
    JobDescription job = service.create(input);
    return Response.accepted(job).location(URI.create("/jobs/" + job.id())).build();
  }

  @GET
  @Path("/vectors")
  @Operation(operationId = "listVectors", summary = "List vectors, newest first")
  public VectorPage list(
      @QueryParam("category") String category,
      @QueryParam("method") String method,
      @QueryParam("label") String label,
      @Parameter(description = "A part of the name, in any case.") @QueryParam("name") String name,
      @QueryParam("model_fingerprint") String fingerprint,
      @Parameter(
              schema =
                  @Schema(
                      type = SchemaType.INTEGER,
                      defaultValue = "100",
                      minimum = "1",
                      maximum = "1000"))
          @QueryParam("limit")
          String limit,
      @Parameter(description = "`next` of the page before.") @QueryParam("after") String after) {
    return service.list(
        new VectorQuery(
            category,
            method,
            label,
            name,
            fingerprint,
            QueryValues.integer("limit", limit),
            after));
  }

  @GET
  @Path("/vectors/{id}")
  @Operation(operationId = "getVector", summary = "Tell what is known of a vector")
  @APIResponse(
      responseCode = "200",
      description = "The vector, without its numbers",
      headers = @Header(name = "ETag", description = "Its version."),
      content = @Content(schema = @Schema(implementation = VectorDescription.class)))
  public Response get(@PathParam("id") String id, @Context Request request) {
    VectorDescription vector = service.get(id);
    Response.ResponseBuilder known = request.evaluatePreconditions(tag(vector));
    return known != null ? known.build() : Response.ok(vector).tag(tag(vector)).build();
  }

  @PATCH
  @Path("/vectors/{id}")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "updateVector",
      summary = "Change a vector's name, label or category",
      description =
          "With `If-Match` (412) or `version` (409) it is refused if the vector was changed since"
              + " it was read.")
  @APIResponse(
      responseCode = "200",
      description = "The vector as it is now",
      content = @Content(schema = @Schema(implementation = VectorDescription.class)))
  public Response update(
      @PathParam("id") String id,
      VectorChange change,
      @Parameter(description = "The `ETag` that was read.") @HeaderParam(HttpHeaders.IF_MATCH)
          String ifMatch,
      @Context Request request) {
    require(change);
    VectorChange guarded = change;
    if (ifMatch != null) {
      VectorDescription now = service.get(id);
      if (request.evaluatePreconditions(tag(now)) != null) {
        throw new FaultException(
            new Fault(
                Fault.Kind.PRECONDITION_FAILED,
                "vector `%s` was changed meanwhile: version %d is stored, given %s"
                    .formatted(id, now.version(), ifMatch)));
      }
      guarded = change.ifStill(now.version());
    }
    VectorDescription updated = service.update(id, guarded);
    return Response.ok(updated).tag(tag(updated)).build();
  }

  @DELETE
  @Path("/vectors/{id}")
  @Operation(operationId = "deleteVector", summary = "Delete a vector")
  public Deleted delete(@PathParam("id") String id) {
    service.delete(id);
    return Deleted.YES;
  }

  @GET
  @Path("/vectors/{id}/download")
  @Produces(MediaType.WILDCARD)
  @Operation(operationId = "downloadVector", summary = "Give a vector as a file")
  @APIResponse(
      responseCode = "200",
      description = "The file",
      content = {
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(type = SchemaType.OBJECT)),
        @Content(
            mediaType = MediaType.APPLICATION_OCTET_STREAM,
            schema = @Schema(type = SchemaType.STRING, format = "binary"))
      })
  public Response download(
      @PathParam("id") String id,
      @Parameter(
              schema =
                  @Schema(
                      enumeration = {"mechanex", "gguf", "safetensors"},
                      defaultValue = "mechanex"))
          @QueryParam("format")
          String format) {
    VectorFile file = service.download(id, format);
    return Response.ok(file.bytes(), file.mediaType())
        .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + file.name() + "\"")
        .build();
  }

  @POST
  @Path("/vectors/upload")
  @Consumes(MediaType.WILDCARD)
  @Operation(operationId = "uploadVector", summary = "Store a vector that comes as a file")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = MediaType.APPLICATION_OCTET_STREAM,
              schema = @Schema(type = SchemaType.STRING, format = "binary")))
  @APIResponse(
      responseCode = "201",
      description = "The vector",
      content = @Content(schema = @Schema(implementation = VectorDescription.class)))
  public Response upload(
      @Parameter(
              description = "Without it, what the file looks like.",
              schema = @Schema(enumeration = {"mechanex", "gguf", "safetensors"}))
          @QueryParam("format")
          String format,
      @QueryParam("name") String name,
      @QueryParam("label") String label,
      @QueryParam("category") String category,
      @Parameter(description = "The model that it steers.") @QueryParam("model") String model,
      byte[] file) {
    return created(
        service.upload(new VectorUpload(format, name, label, category, model), file, client()));
  }

  @POST
  @Path("/vectors/combine")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(operationId = "combineVectors", summary = "Add vectors up to a new one")
  @APIResponse(
      responseCode = "201",
      description = "The vector",
      content = @Content(schema = @Schema(implementation = VectorDescription.class)))
  public Response combine(CombineInput input) {
    require(input);
    return created(service.combine(input));
  }

  @POST
  @Path("/vectors/{id}/evaluate")
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces({MediaType.APPLICATION_JSON, SVG})
  @Operation(
      operationId = "evaluateVector",
      summary = "Tell what a vector does at several strengths",
      description = "As figures or, where `Accept` prefers it, as a picture.")
  @APIResponse(
      responseCode = "200",
      description = "Effect and cost",
      content = {
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = VectorEvaluation.class)),
        @Content(mediaType = SVG, schema = @Schema(type = SchemaType.STRING))
      })
  public Response evaluate(
      @PathParam("id") String id, EvaluateInput input, @Context HttpHeaders headers) {
    require(input);
    Evaluation evaluation = trials.evaluate(id, input, client());
    boolean picture =
        headers.getAcceptableMediaTypes().stream()
            .filter(type ->
                type.isCompatible(SVG_TYPE) || type.isCompatible(MediaType.APPLICATION_JSON_TYPE))
            .findFirst()
            .filter(type -> !type.isCompatible(MediaType.APPLICATION_JSON_TYPE))
            .isPresent();
    return picture
        ? Response.ok(EvaluationPlot.svg(evaluation), SVG).build()
        : Response.ok(VectorEvaluation.of(id, evaluation), MediaType.APPLICATION_JSON).build();
  }

  @POST
  @Path("/pairs")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "writePairs",
      summary = "Have the model write contrast pairs for a persona",
      description =
          "It answers questions as the persona and as its opposite. Each answer is checked and"
              + " scored by how much it tells the two apart.")
  public PersonaPairs pairs(PersonaInput input) {
    require(input);
    return trials.pairs(input, client());
  }

  @GET
  @Path("/presets")
  @Operation(
      operationId = "listPresets",
      summary = "List the presets, and for which models they are made")
  public PresetDescription.All presets() {
    return service.presets();
  }

  private Connection client() {
    return Connection.of(current.getCurrent());
  }

  private static Response created(VectorDescription vector) {
    return Response.created(URI.create("/steering/vectors/" + vector.id()))
        .entity(vector)
        .tag(tag(vector))
        .build();
  }

  private static EntityTag tag(VectorDescription vector) {
    return new EntityTag(Long.toString(vector.version()));
  }

  private static void require(Object body) {
    if (body == null) {
      throw new FaultException(new Fault(Fault.Kind.MALFORMED, "the body must be a JSON object"));
    }
  }
}
