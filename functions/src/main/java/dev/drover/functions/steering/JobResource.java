package dev.drover.functions.steering;

import dev.drover.functions.EventStream;
import dev.drover.functions.EventWriter;
import dev.drover.functions.ProblemDialect;
import dev.drover.functions.ProblemDialect.Problem;
import dev.drover.functions.store.StoredJob;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Jobs over HTTP: a thin door over {@link JobService}. */
@Path("/jobs")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@APIResponse(
    responseCode = "default",
    description = "What is wrong",
    content =
        @Content(
            mediaType = "application/problem+json",
            schema = @Schema(implementation = Problem.class)))
@Tag(name = "jobs", description = "Work that outlives the request that asked for it")
public class JobResource {
  private final JobService service;
  private final JobWatch watch;
  private final ProblemDialect problems;

  @Inject
  JobResource(JobService service, JobWatch watch, ProblemDialect problems) {
    this.service = service;
    this.watch = watch;
    this.problems = problems;
  }

  @GET
  @Operation(operationId = "listJobs", summary = "List jobs, newest first")
  public JobPage list(
      @QueryParam("kind") String kind,
      @Parameter(
              schema =
                  @Schema(enumeration = {"queued", "running", "succeeded", "failed", "cancelled"}))
          @QueryParam("state")
          String state,
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
    return service.list(kind, state, QueryValues.integer("limit", limit), after);
  }

  @GET
  @Path("/{id}")
  @Operation(operationId = "getJob", summary = "Tell how far a job is")
  public JobDescription get(@PathParam("id") String id) {
    return service.get(id);
  }

  @DELETE
  @Path("/{id}")
  @Operation(
      operationId = "cancelJob",
      summary = "Ask for a job's end",
      description = "One that runs ends within seconds; one that has ended stays as it is.")
  public JobDescription cancel(@PathParam("id") String id) {
    return service.cancel(id);
  }

  @GET
  @Path("/{id}/events")
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @Operation(
      operationId = "followJob",
      summary = "Follow a job to its end, as events",
      description =
          "Events `progress`, the first at once, and `done` at the end, each with the job; or"
              + " `error` with a problem if the service stops before.")
  @APIResponse(
      responseCode = "200",
      description = "Server-sent events",
      content =
          @Content(
              mediaType = MediaType.SERVER_SENT_EVENTS,
              schema =
                  @Schema(
                      description = "The data of an event, by the event's name.",
                      oneOf = {JobDescription.class, Problem.class})))
  public EventStream events(@PathParam("id") String id) {
    watch.get(id); // unknown is said by the status
    return new EventStream(
        null,
        events -> watch.follow(id, new Telling(events)),
        (events, fault) -> events.event("error", problems.body(fault)));
  }

  /** Tells a client how a job goes. */
  private record Telling(EventWriter events) implements JobWatch.Follower {
    @Override
    public void changed(StoredJob job) throws IOException {
      events.event(job.state().isFinal() ? "done" : "progress", JobDescription.of(job));
    }

    @Override
    public void requireStillThere() throws IOException {
      events.requireClient();
    }
  }
}
