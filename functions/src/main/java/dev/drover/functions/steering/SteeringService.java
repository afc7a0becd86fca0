package dev.drover.functions.steering;

import com.fasterxml.jackson.databind.JsonNode;
import dev.drover.engine.Engine;
import dev.drover.engine.EngineUnavailableException;
import dev.drover.engine.InvalidRequestException;
import dev.drover.engine.SteeringLimits;
import dev.drover.engine.steering.SafetensorsVector;
import dev.drover.engine.steering.SteeringVector;
import dev.drover.functions.Connection;
import dev.drover.functions.Engines;
import dev.drover.functions.Fault;
import dev.drover.functions.FaultException;
import dev.drover.functions.store.JobState;
import dev.drover.functions.store.NewVector;
import dev.drover.functions.store.NotStoredException;
import dev.drover.functions.store.Page;
import dev.drover.functions.store.StoreUnavailableException;
import dev.drover.functions.store.StoredJob;
import dev.drover.functions.store.StoredVector;
import dev.drover.functions.store.VectorLabels;
import dev.drover.functions.store.VectorStore;
import dev.drover.functions.store.VectorSummary;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.TreeSet;

/**
 * What may be done with stored vectors, for REST and for functions. All methods may throw {@link
 * StoreUnavailableException}, and those that take an id {@link NotStoredException}.
 */
@ApplicationScoped
public class SteeringService {
  private static final String KIND = "vector";
  private static final String COMBINED = "combined";
  private static final String UPLOADED = "uploaded";

  private final VectorStore vectors;
  private final TrainingJobs training;
  private final JobWatch watch;
  private final PresetVectors presets;
  private final Engines engines;
  private final StoredJson json;

  @Inject
  SteeringService(
      VectorStore vectors,
      TrainingJobs training,
      JobWatch watch,
      PresetVectors presets,
      Engines engines,
      StoredJson json) {
    this.vectors = vectors;
    this.training = training;
    this.watch = watch;
    this.presets = presets;
    this.engines = engines;
    this.json = json;
  }

  /**
   * Queues a training.
   *
   * @throws InvalidRequestException naming the field, what must hold and the value given
   */
  public JobDescription create(TrainingInput input) {
    return JobDescription.of(training.submit(input));
  }

  /**
   * Makes a vector, however long it takes. The training goes on if the client leaves.
   *
   * @throws FaultException if the training failed or was cancelled
   * @throws EngineUnavailableException (CLOSED) if the service stops before
   */
  public VectorDescription createAndWait(TrainingInput input, Connection client) {
    String job = training.submit(input).id();
    StoredJob ended = finish(job, client);
    if (ended.state() != JobState.SUCCEEDED) {
      throw new FaultException(
          ended.state() == JobState.FAILED
              ? new Fault(Fault.Kind.INVALID, ended.error())
              : new Fault(Fault.Kind.CONFLICT, "the job `%s` was cancelled".formatted(job)));
    }
    return get(json.read(ended.result(), JobDescription.Result.class).steeringVectorId());
  }

  private StoredJob finish(String job, Connection client) {
    try {
      return watch.follow(
          job,
          new JobWatch.Follower() {
            @Override
            public void changed(StoredJob now) {}

            @Override
            public void requireStillThere() throws IOException {
              if (client.gone()) {
                throw new IOException("the client is gone");
              }
            }
          });
    } catch (InterruptedException e) {
      throw interrupted(e);
    } catch (IOException e) {
      throw new FaultException(new Fault(Fault.Kind.CLOSED, e.getMessage()));
    }
  }

  /** Some of the vectors, newest first. */
  public VectorPage list(VectorQuery query) {
    Page<VectorSummary> page = vectors.list(query.filter(), query.limitOrDefault(), query.after());
    return new VectorPage(page.items().stream().map(VectorDescription::of).toList(), page.next());
  }

  /** All that is known of a vector but its numbers. */
  public VectorDescription get(String id) {
    return describe(stored(id));
  }

  /**
   * Changes what a vector is called.
   *
   * @throws InvalidRequestException naming the field, its limit and the value given
   * @throws dev.drover.functions.store.VersionConflictException if it is not the version given
   */
  public VectorDescription update(String id, VectorChange change) {
    StoredVector vector = stored(id);
    long version = change.version() == null ? vector.version() : change.version();
    vectors.relabel(id, version, change.applyTo(vector));
    return get(id);
  }

  /** Deletes a vector. */
  public void delete(String id) {
    if (!vectors.delete(id)) {
      throw new NotStoredException(KIND, id);
    }
  }

  /**
   * A vector as a file.
   *
   * @param format the format's name; null for Mechanex's
   * @throws InvalidRequestException if there is no such format or it cannot hold the vector
   */
  public VectorFile download(String id, String format) {
    VectorFormat as = format == null ? VectorFormat.MECHANEX : VectorFormat.of(format);
    StoredVector vector = stored(id);
    return new VectorFile(as.write(vector), as.mediaType(), as.fileName(vector.name()));
  }

  /**
   * Stores a vector that comes as a file.
   *
   * @param about what the caller says of it
   * @param file the file; not changed
   * @param client whom the model's engine serves meanwhile
   * @throws InvalidRequestException if it cannot be read or does not fit the model
   */
  public VectorDescription upload(VectorUpload about, byte[] file, Connection client) {
    VectorChange.requireNoPreset(about.category());
    if (file == null || file.length == 0) {
      throw new InvalidRequestException("vector", "is required as the request's body");
    }
    VectorFormat format =
        about.format() == null ? VectorFormat.guess(file) : VectorFormat.of(about.format());
    SafetensorsVector read = format.read(file);
    Engine engine = engines.engine(about.model(), client);
    SteeringLimits.vector(KIND, read.vector(), engine.model());
    if (read.fingerprint() != null && !read.fingerprint().equals(engine.model().fingerprint())) {
      throw new InvalidRequestException(
          KIND,
          "must be of the model %s, whose fingerprint is %s, given one of %s"
              .formatted(engine.model().name(), engine.model().fingerprint(), read.fingerprint()));
    }
    String name = about.name() != null ? about.name() : read.name();
    return describe(
        vectors.create(
            new NewVector(
                new VectorLabels(name == null ? UPLOADED : name, about.label(), about.category()),
                read.method() == null ? UPLOADED : read.method(),
                engine.model().fingerprint(),
                engine.model().name(),
                read.vector(),
                null)));
  }

  /**
   * Adds vectors up to a new one.
   *
   * @throws InvalidRequestException if they are of different models, a layer is none of its
   *     vector's, or a sum is too great
   */
  public VectorDescription combine(CombineInput input) {
    input.check();
    StoredVector first = stored(input.terms().getFirst().vectorId());
    SteeringVector sum = null;
    for (int i = 0; i < input.terms().size(); i++) {
      CombineInput.Term term = input.terms().get(i);
      StoredVector vector = i == 0 ? first : stored(term.vectorId());
      if (!vector.modelFingerprint().equals(first.modelFingerprint())) {
        throw new InvalidRequestException(
            "terms[" + i + "].vector_id",
            "must name a vector of the model %s, as the first is, given one of %s"
                .formatted(first.modelName(), vector.modelName()));
      }
      SteeringVector before = sum;
      sum =
          SteeringTermInput.refusing("terms[" + i + "]", () -> plus(before, term, vector.vector()));
    }
    return describe(
        vectors.create(
            new NewVector(
                new VectorLabels(input.name(), input.label(), input.category()),
                COMBINED,
                first.modelFingerprint(),
                first.modelName(),
                sum,
                json.write(input))));
  }

  private static SteeringVector plus(
      SteeringVector sum, CombineInput.Term term, SteeringVector vector) {
    SteeringVector some = term.layers() == null ? vector : vector.in(new TreeSet<>(term.layers()));
    return sum == null ? some.times(term.strengthOrOne()) : sum.plus(term.strengthOrOne(), some);
  }

  /** All presets, and for which models they are made. */
  public PresetDescription.All presets() {
    return presets.describe(engines.models());
  }

  StoredVector stored(String id) {
    return vectors.get(id).orElseThrow(() -> new NotStoredException(KIND, id));
  }

  private VectorDescription describe(StoredVector vector) {
    return VectorDescription.of(vector, summary(vector));
  }

  /** What is stored of a vector's making, or null. */
  JsonNode summary(StoredVector vector) {
    return vector.summary() == null ? null : json.read(vector.summary(), JsonNode.class);
  }

  static EngineUnavailableException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    EngineUnavailableException closed =
        new EngineUnavailableException(
            EngineUnavailableException.Reason.CLOSED,
            "the service is shutting down",
            StoreUnavailableException.RETRY_AFTER);
    closed.initCause(e);
    return closed;
  }
}
