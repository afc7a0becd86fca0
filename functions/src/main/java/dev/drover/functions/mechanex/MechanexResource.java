package dev.drover.functions.mechanex;

import dev.drover.functions.Engines;
import dev.drover.functions.EventStream;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * The plain path of Mechanex: generation and models. Credentials are accepted and not looked at.
 */
@Path("/mechanex")
@APIResponse(
    responseCode = "default",
    description = "What is wrong",
    content =
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = MechanexErrors.Body.class)))
@Tag(name = "mechanex", description = "The wire protocol of Mechanex")
public class MechanexResource {
  private final Engines engines;
  private final Replies replies;

  @Inject
  MechanexResource(Engines engines, Replies replies) {
    this.engines = engines;
    this.replies = replies;
  }

  @POST
  @Path("/generate")
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @RunOnVirtualThread
  @Operation(
      operationId = "mechanexGenerate",
      summary = "Continue a text",
      description =
          "The reply is always a stream of events, whose last one is complete or error. What is"
              + " wrong with the request itself is said by the status.")
  @APIResponse(
      responseCode = "200",
      description = "Server-sent events",
      content =
          @Content(
              mediaType = MediaType.SERVER_SENT_EVENTS,
              schema = @Schema(implementation = RunEvent.class)))
  public EventStream generate(RunRequest request) {
    return replies.generate(
        RunRequest.NAMES, Replies.required(request)::toRequest, RunEvent.Output::new);
  }

  @POST
  @Path("/steering/run")
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @RunOnVirtualThread
  @Operation(
      operationId = "mechanexSteeringRun",
      summary = "Continue a text under a steering vector",
      description =
          "As `/mechanex/generate`, with one more factor of the strength, `multiplier`; here"
              + " `steering_strength` is 1 where it is not given.")
  @APIResponse(
      responseCode = "200",
      description = "Server-sent events",
      content =
          @Content(
              mediaType = MediaType.SERVER_SENT_EVENTS,
              schema = @Schema(implementation = RunEvent.class)))
  public EventStream run(RunRequest request) {
    return replies.generate(
        RunRequest.NAMES, Replies.required(request)::toSteeredRequest, RunEvent.Output::new);
  }

  @GET
  @Path("/models")
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(operationId = "mechanexModels", summary = "List the models served")
  @APIResponse(responseCode = "200", description = "The models")
  public List<HostedModel> models(@Context UriInfo uri) {
    String base = uri.getBaseUriBuilder().path("mechanex").build().toString();
    return engines.models().stream().map(model -> HostedModel.of(model, base)).toList();
  }
}
