package dev.drover.functions.steering;

import dev.drover.engine.EngineUnavailableException;
import dev.drover.functions.store.JobStore;
import dev.drover.functions.store.NotStoredException;
import dev.drover.functions.store.StoreUnavailableException;
import dev.drover.functions.store.StoredJob;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;

/**
 * Follows jobs by looking into the store, since any replica may work on them. Ends when the service
 * stops, for the job may wait for another then.
 */
@ApplicationScoped
public class JobWatch {
  private static final Duration INTERVAL = Duration.ofMillis(500);

  private final JobStore jobs;
  private volatile boolean closing;

  @Inject
  JobWatch(JobStore jobs) {
    this.jobs = jobs;
  }

  void drain(@Observes @Priority(1) ShutdownDelayInitiatedEvent event) {
    closing = true;
  }

  void stop(@Observes @Priority(1) ShutdownEvent event) {
    closing = true;
  }

  /** Who follows a job. */
  public interface Follower {
    /**
     * Something about the job is new; the first call comes at once.
     *
     * @throws IOException if nobody follows any more
     */
    void changed(StoredJob job) throws IOException;

    /**
     * Asked at each look.
     *
     * @throws IOException if nobody follows any more
     */
    void requireStillThere() throws IOException;
  }

  /** The job of this id. */
  StoredJob get(String id) {
    return jobs.get(id).orElseThrow(() -> new NotStoredException("job", id));
  }

  /**
   * Follows a job to its end.
   *
   * @return the job as it ended
   * @throws NotStoredException if there is no such job
   * @throws EngineUnavailableException (CLOSED) if the service stops before
   * @throws IOException if the follower threw it
   */
  public StoredJob follow(String id, Follower follower) throws IOException, InterruptedException {
    StoredJob job = get(id);
    follower.changed(job);
    while (!job.state().isFinal()) {
      Thread.sleep(INTERVAL);
      follower.requireStillThere();
      if (closing) {
        throw new EngineUnavailableException(
            EngineUnavailableException.Reason.CLOSED,
            "the service is shutting down; the job %s goes on with the next one".formatted(id),
            StoreUnavailableException.RETRY_AFTER);
      }
      StoredJob now = get(id);
      if (now.version() != job.version() || now.cancelRequested() != job.cancelRequested()) {
        follower.changed(now);
      }
      job = now;
    }
    return job;
  }
}
