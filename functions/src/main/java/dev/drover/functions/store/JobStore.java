package dev.drover.functions.store;

import java.time.Duration;
import java.util.Optional;

/**
 * Long jobs that outlive the process which works on them. Every method may throw {@link
 * StoreUnavailableException}.
 */
public interface JobStore {

  /**
   * Queues a job under a new id.
   *
   * @param kind what work it is
   * @param request what is asked for, as JSON text
   * @throws dev.drover.engine.InvalidRequestException naming the field, the limit and the value
   */
  StoredJob create(String kind, String request);

  /** The job of this id. */
  Optional<StoredJob> get(String id);

  /**
   * Jobs, newest first.
   *
   * @param kind or null
   * @param state or null
   * @param limit most items, 1 to {@link StoreLimits#MAX_PAGE}
   * @param after {@link Page#next} of the page before, or null for the first
   * @throws dev.drover.engine.InvalidRequestException if a value is none
   */
  Page<JobSummary> list(String kind, JobState state, int limit, String after);

  /**
   * Takes the oldest job that waits, or whose owner gives no sign of life any more. It runs then,
   * and is nobody else's. Look at {@link StoredJob#cancelRequested} and at its checkpoint first.
   *
   * @param kind what work
   * @param owner who will work on it: a name that no other process has, and no earlier one had
   * @param silence how old the owner's last sign of life must be
   */
  Optional<StoredJob> take(String kind, String owner, Duration silence);

  /**
   * A sign of life from a job's owner.
   *
   * @return what to do next
   */
  JobSignal heartbeat(String id, String owner);

  /**
   * Stores a changed job if nobody changed it since it was read. Counts as a sign of life.
   *
   * @param job a copy of what was read, changed by its methods
   * @return the job as it is now
   * @throws NotStoredException if there is no such job
   * @throws VersionConflictException if it was changed meanwhile, as when another took it over
   * @throws dev.drover.engine.InvalidRequestException naming the field, the limit and the value
   */
  StoredJob save(StoredJob job);

  /**
   * Asks for a job's end. One that waits ends at once, the owner of one that runs learns of it by
   * its heartbeat, and one that has ended stays as it is.
   *
   * @return the job as it is now
   * @throws NotStoredException if there is no such job
   */
  JobSummary cancel(String id);
}
