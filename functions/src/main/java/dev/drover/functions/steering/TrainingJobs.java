package dev.drover.functions.steering;

import dev.drover.engine.Engine;
import dev.drover.engine.EngineLease;
import dev.drover.engine.EngineUnavailableException;
import dev.drover.engine.InvalidRequestException;
import dev.drover.engine.ModelInfo;
import dev.drover.engine.SteeringLimits;
import dev.drover.engine.UnknownModelException;
import dev.drover.engine.training.SearchState;
import dev.drover.engine.training.TrainedVector;
import dev.drover.engine.training.TrainingException;
import dev.drover.engine.training.TrainingOptions;
import dev.drover.engine.training.VectorTrainer;
import dev.drover.functions.Engines;
import dev.drover.functions.store.Database;
import dev.drover.functions.store.JobStore;
import dev.drover.functions.store.NewVector;
import dev.drover.functions.store.StoreUnavailableException;
import dev.drover.functions.store.StoredJob;
import dev.drover.functions.store.StoredVector;
import dev.drover.functions.store.VectorLabels;
import dev.drover.functions.store.VectorStore;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Makes vectors as jobs of the store, one at a time in each process, beside the requests of users.
 * A job that a process leaves behind, orderly or not, is taken up by the next one that looks, from
 * its last checkpoint.
 */
@ApplicationScoped
public class TrainingJobs {
  /** The kind of these jobs in the store. */
  public static final String KIND = "steering-vector";

  private static final Logger LOG = Logger.getLogger(TrainingJobs.class);

  /** A running job whose owner was silent for so long is anybody's. */
  private static final Duration SILENCE = Duration.ofSeconds(30);

  /** How often to look for jobs of other processes. */
  private static final Duration LOOK = Duration.ofSeconds(30);

  private final Database database;
  private final JobStore jobs;
  private final VectorStore vectors;
  private final Engines engines;
  private final StoredJson json;
  private final String owner = UUID.randomUUID().toString();
  private final Semaphore work = new Semaphore(0);
  private volatile boolean closing;
  private Thread worker;

  @Inject
  TrainingJobs(
      Database database, JobStore jobs, VectorStore vectors, Engines engines, StoredJson json) {
    this.database = database;
    this.jobs = jobs;
    this.vectors = vectors;
    this.engines = engines;
    this.json = json;
  }

  /** Jobs that an earlier process left are looked for once something has needed the store. */
  void start(@Observes StartupEvent event) {
    if (LaunchMode.current() == LaunchMode.NORMAL) {
      startWorker();
    }
  }

  /** Before the engines wait for those who use them. */
  void drain(@Observes @Priority(1) ShutdownDelayInitiatedEvent event) {
    stop();
  }

  void stop(@Observes @Priority(1) ShutdownEvent event) {
    stop();
  }

  private void stop() {
    closing = true;
    Thread running;
    synchronized (this) {
      running = worker;
    }
    if (running != null) {
      running.interrupt();
      try {
        running.join(Duration.ofSeconds(10));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Queues a training. What can be told before the model reads is told now.
   *
   * @throws InvalidRequestException naming the field, what must hold and the value given
   * @throws dev.drover.engine.UnknownModelException if there is no such model
   */
  public StoredJob submit(TrainingInput input) {
    input.toTriples();
    TrainingOptions options = input.toOptions();
    labels(input);
    ModelInfo model = engines.model(input.model()).info();
    if (model != null && options.layers() != null) { // else the job will tell
      SteeringLimits.layers("layers", options.layers(), model);
    }
    StoredJob job = jobs.create(KIND, json.write(input));
    startWorker();
    work.release();
    return job;
  }

  private synchronized void startWorker() {
    if (worker == null && !closing) {
      worker = Thread.ofVirtual().name("training").start(this::run);
    }
  }

  private void run() {
    while (!closing) {
      try {
        if (!work.tryAcquire(LOOK.toMillis(), TimeUnit.MILLISECONDS) && closing) {
          return;
        }
        Optional<StoredJob> job;
        while (mayLook() && (job = jobs.take(KIND, owner, SILENCE)).isPresent()) {
          run(job.get());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (StoreUnavailableException e) {
        LOG.debug("Jobs are looked for again later", e);
      } catch (RuntimeException e) {
        LOG.error("A training job was left", e);
      }
    }
  }

  /** A file that nothing has needed is not opened, nor kept from another process, to look. */
  private boolean mayLook() {
    return !closing && database.isTried();
  }

  private void run(StoredJob job) throws InterruptedException {
    JobObserver observer = new JobObserver(jobs, json, job, owner);
    try {
      TrainingInput input = json.read(job.request(), TrainingInput.class);
      try (EngineLease lease = engines.lease(input.model())) {
        StoredVector made = make(lease.engine(), input, job, observer);
        observer.succeeded(json.write(new JobDescription.Result(made.id())));
      }
    } catch (InterruptedException e) {
      observer.released();
      throw e;
    } catch (CancellationException e) {
      observer.cancelled();
    } catch (EngineUnavailableException e) {
      if (closing) {
        observer.released();
      } else {
        observer.failed(e.getMessage());
      }
    } catch (InvalidRequestException | TrainingException | UnknownModelException e) {
      observer.failed(e.getMessage());
    } catch (StoreUnavailableException e) {
      throw e; // its silence tells others
    } catch (RuntimeException e) {
      LOG.error("The training job " + job.id() + " failed", e);
      observer.failed("the service failed; its log says more");
    }
  }

  private StoredVector make(Engine engine, TrainingInput input, StoredJob job, JobObserver observer)
      throws InterruptedException {
    SearchState from =
        job.checkpoint() == null
            ? null
            : json.read(new String(job.checkpoint(), StandardCharsets.UTF_8), SearchState.class);
    TrainedVector trained =
        new VectorTrainer(engine).train(input.toTriples(), input.toOptions(), observer, from);
    return vectors.create(
        new NewVector(
            labels(input),
            trained.summary().method(),
            engine.model().fingerprint(),
            engine.model().name(),
            trained.vector(),
            json.write(TrainingReport.of(trained.summary()))));
  }

  private static VectorLabels labels(TrainingInput input) {
    VectorChange.requireNoPreset(input.category());
    String name = input.name() == null ? input.toOptions().method().wireName() : input.name();
    return new VectorLabels(name, input.label(), input.category());
  }
}
