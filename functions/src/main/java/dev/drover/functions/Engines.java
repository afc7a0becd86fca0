package dev.drover.functions;

import dev.drover.engine.Engine;
import dev.drover.engine.EngineObserver;
import dev.drover.engine.EngineStatistics;
import dev.drover.engine.EngineUnavailableException;
import dev.drover.engine.EngineUnavailableException.Reason;
import dev.drover.engine.ModelInfo;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * The engine of this process: loaded once on a thread of its own at start-up, whatever beans ask
 * for it, and closed before the application ends or is reloaded.
 */
@ApplicationScoped
public class Engines {

  /** How far the engine is. */
  public sealed interface State {
    /** The model is being loaded. */
    record Loading(Instant since) implements State {}

    /** The engine takes requests. */
    record Ready(Engine engine) implements State {}

    /** The model could not be loaded, and why. */
    record Failed(String message) implements State {}

    /** The application is shutting down. */
    record Closed() implements State {}
  }

  private static final Logger LOG = Logger.getLogger(Engines.class);
  private static final String DEFAULT = "default";
  private static final Duration POLL = Duration.ofMillis(50);

  private final ModelSource source;
  private volatile State state = new State.Loading(Instant.now());
  private final Duration drain;
  private final EngineObserver observer;
  private Thread loading;

  @Inject
  Engines(DroverConfig config, MeterRegistry registry) {
    source = ModelSource.of(config);
    drain = config.drain();
    observer = new EngineDistributions(registry, source.engine().name());
  }

  void start(@Observes StartupEvent event) {
    loading = Thread.ofPlatform().name("drover-loading").daemon().start(this::load);
    if (LaunchMode.current() == LaunchMode.NORMAL) {
      // Beside the shutdown of the application, which waits for the requests under way before it
      // closes their connections, and tells its beans only afterwards.
      Runtime.getRuntime().addShutdownHook(new Thread(this::drain, "drover-drain"));
    }
  }

  /** Refuses new requests, lets those under way end for a while, then ends them. */
  private void drain() {
    if (!(leave() instanceof State.Ready(Engine engine))) {
      return;
    }
    try (engine) {
      Instant deadline = Instant.now().plus(drain);
      while (busy(engine.statistics()) && Instant.now().isBefore(deadline)) {
        Thread.sleep(POLL);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean busy(EngineStatistics statistics) {
    return statistics.running() + statistics.waiting() > 0;
  }

  private void load() {
    String name = source.engine().name();
    Instant begin = Instant.now();
    try {
      Engine engine = Engine.load(source.model(), source.natives(), source.engine(), observer);
      settle(new State.Ready(engine));
      LOG.infof(
          "Serving %s (%s) after %d ms",
          name, engine.model().library(), Duration.between(begin, Instant.now()).toMillis());
    } catch (RuntimeException | LinkageError e) {
      LOG.errorf(e, "Cannot load %s from %s", name, source.model());
      settle(new State.Failed(e.getMessage() == null ? e.toString() : e.getMessage()));
    }
  }

  /** Publishes the outcome of loading, unless the application was closed meanwhile. */
  private synchronized void settle(State outcome) {
    if (state instanceof State.Loading) {
      state = outcome;
    } else if (outcome instanceof State.Ready(Engine engine)) {
      engine.close();
    }
  }

  /** Waits for a load under way, so that a reloaded application never holds two models. */
  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    if (leave() instanceof State.Ready(Engine engine)) {
      engine.close();
    }
    if (loading != null) {
      loading.join();
    }
  }

  /** Closes the door; gives the state before. */
  private synchronized State leave() {
    State before = state;
    state = new State.Closed();
    return before;
  }

  /** How far the engine is now. */
  public State state() {
    return state;
  }

  /** What is loaded or being loaded. */
  ModelSource source() {
    return source;
  }

  /**
   * The engine that serves a model.
   *
   * @param model the name in the request; null, empty and {@code default} mean the default model
   * @throws UnknownModelException if no model of that name is served
   * @throws EngineUnavailableException if the model is not loaded: LOADING, FAILED or CLOSED
   */
  public Engine engine(String model) {
    String served = source.engine().name();
    if (model != null && !model.isEmpty() && !model.equals(DEFAULT) && !model.equals(served)) {
      throw new UnknownModelException(model, served);
    }
    return switch (state) {
      case State.Ready(Engine engine) -> engine;
      case State.Loading loading ->
          throw new EngineUnavailableException(
              Reason.LOADING, "the model " + served + " is being loaded", Duration.ofSeconds(2));
      case State.Failed(String message) ->
          throw new EngineUnavailableException(
              Reason.FAILED,
              "the model " + served + " could not be loaded: " + message,
              Duration.ofMinutes(1));
      case State.Closed closed ->
          throw new EngineUnavailableException(
              Reason.CLOSED, "the service is shutting down", Duration.ofSeconds(5));
    };
  }

  /**
   * The models served.
   *
   * @throws EngineUnavailableException as {@link #engine} does
   */
  public List<ModelInfo> models() {
    return List.of(engine(DEFAULT).model());
  }
}
