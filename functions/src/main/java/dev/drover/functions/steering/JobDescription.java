package dev.drover.functions.steering;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.drover.functions.store.JobSummary;
import dev.drover.functions.store.StoredJob;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A job as answers tell of it.
 *
 * @param progress how far it is, JSON text, or null
 * @param result what came out, JSON text; absent in lists and until it has succeeded
 */
@Schema(name = "Job", description = "Work that outlives the request that asked for it.")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record JobDescription(
    String id,
    @Schema(description = "`steering-vector` for a training.") String kind,
    @Schema(enumeration = {"queued", "running", "succeeded", "failed", "cancelled"}) String state,
    @JsonRawValue
        @Schema(description = "How far it is.", implementation = JobObserver.Progress.class)
        String progress,
    @JsonRawValue @Schema(description = "What came out.", implementation = Result.class)
        String result,
    @Schema(description = "Why it failed.") String error,
    @Schema(description = "Whether somebody asked for its end.") boolean cancelRequested,
    Instant createdAt,
    Instant updatedAt) {

  /** What comes out of a training. */
  @Schema(name = "JobResult", description = "What comes out of a training.")
  public record Result(String steeringVectorId) {}

  static JobDescription of(StoredJob job) {
    return new JobDescription(
        job.id(),
        job.kind(),
        job.state().wireName(),
        job.progress(),
        job.result(),
        job.error(),
        job.cancelRequested(),
        job.createdAt(),
        job.updatedAt());
  }

  static JobDescription of(JobSummary job) {
    return new JobDescription(
        job.id(),
        job.kind(),
        job.state().wireName(),
        job.progress(),
        null,
        job.error(),
        job.cancelRequested(),
        job.createdAt(),
        job.updatedAt());
  }
}
