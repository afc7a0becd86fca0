package dev.drover.functions.steering;

import dev.drover.engine.training.SearchState;
import dev.drover.engine.training.TrainingObserver;
import dev.drover.engine.training.TrainingProgress;
import dev.drover.functions.store.JobSignal;
import dev.drover.functions.store.JobStore;
import dev.drover.functions.store.NotStoredException;
import dev.drover.functions.store.StoredJob;
import dev.drover.functions.store.VersionConflictException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jboss.logging.Logger;

/**
 * Writes a job's progress into the store, at most once a second, and hears from there whether to
 * stop. Belongs to the thread that works on the job.
 */
final class JobObserver implements TrainingObserver {
  private static final Logger LOG = Logger.getLogger(JobObserver.class);
  private static final long INTERVAL_NANOS = 1_000_000_000L;

  private final JobStore jobs;
  private final StoredJson json;
  private final String owner;
  private StoredJob job;
  private byte[] checkpoint;
  private String progress;
  private long saved;
  private long heard;
  private JobSignal signal;

  JobObserver(JobStore jobs, StoredJson json, StoredJob job, String owner) {
    this.jobs = jobs;
    this.json = json;
    this.job = job;
    this.owner = owner;
    this.checkpoint = job.checkpoint();
    this.progress = job.progress();
    this.signal = job.cancelRequested() ? JobSignal.CANCEL : JobSignal.GO_ON;
    this.saved = System.nanoTime() - INTERVAL_NANOS;
    this.heard = saved;
  }

  /**
   * How far a training is, as the job tells.
   *
   * @param phase what is being done
   * @param done steps done
   * @param total steps there are
   * @param loss the search's best loss so far, or null
   */
  @Schema(name = "JobProgress", description = "How far a training is.")
  public record Progress(
      @Schema(enumeration = {"reading", "searching", "calibrating"}) String phase,
      int done,
      int total,
      @Schema(description = "The search's best loss so far.") Double loss) {}

  @Override
  public void progress(TrainingProgress now) {
    progress =
        json.write(
            new Progress(
                now.phase().name().toLowerCase(Locale.ROOT),
                now.done(),
                now.total(),
                TrainingReport.finite(now.loss())));
    if (isPast(saved)) {
      save(old -> old.progressed(progress, checkpoint));
    }
  }

  @Override
  public void checkpoint(SearchState state) {
    checkpoint = json.write(state).getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public boolean isCancelled() {
    if (signal == JobSignal.GO_ON && isPast(heard)) {
      heard = System.nanoTime();
      signal = jobs.heartbeat(job.id(), owner);
    }
    return signal != JobSignal.GO_ON;
  }

  private static boolean isPast(long time) {
    return System.nanoTime() - time >= INTERVAL_NANOS;
  }

  void succeeded(String result) {
    save(old -> old.progressed(progress, null).succeeded(result));
  }

  void failed(String why) {
    save(old -> old.failed(why));
  }

  void cancelled() {
    save(StoredJob::cancelled);
  }

  void released() {
    save(old -> old.progressed(progress, checkpoint).released());
  }

  /** What another has taken over is its own. */
  private void save(UnaryOperator<StoredJob> change) {
    if (signal == JobSignal.LOST) {
      return;
    }
    try {
      job = jobs.save(change.apply(job));
      saved = System.nanoTime();
    } catch (VersionConflictException | NotStoredException e) {
      LOG.debug("The job " + job.id() + " is another's now", e);
      signal = JobSignal.LOST;
    }
  }
}
