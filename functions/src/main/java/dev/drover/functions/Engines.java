package dev.drover.functions;

import dev.drover.engine.Engine;
import dev.drover.engine.EngineLease;
import dev.drover.engine.EnginePool;
import dev.drover.engine.ModelLoader;
import dev.drover.engine.ModelStatus;
import dev.drover.engine.SteeringLibrary;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;

/**
 * The models of this process, in a pool that lives as long as the application: begun at its start,
 * drained when it is told to stop, and closed before it ends or is reloaded.
 */
@ApplicationScoped
public class Engines {
  private final EnginePool pool;
  private final Duration drain;
  private final CurrentVertxRequest current;

  @Inject
  Engines(
      DroverConfig config,
      CurrentVertxRequest current,
      MeterRegistry registry,
      SteeringLibrary library) {
    Catalog catalog = Catalog.of(config);
    this.pool =
        new EnginePool(
            catalog.models(),
            catalog.pool(),
            ModelLoader.llama(
                catalog.natives(), name -> new EngineDistributions(registry, name), library));
    this.drain = config.drain();
    this.current = current;
  }

  void start(@Observes StartupEvent event) {
    pool.start();
    if (LaunchMode.current() == LaunchMode.NORMAL) {
      TerminationSignal.endOrderly();
    }
  }

  /** The server still answers while this lasts: new requests are refused, those under way end. */
  void drain(@Observes ShutdownDelayInitiatedEvent event) {
    if (LaunchMode.current() == LaunchMode.NORMAL) {
      pool.drain(drain);
    }
  }

  /** Waits for loads under way, so that a reloaded application never holds a model twice. */
  void stop(@Observes ShutdownEvent event) {
    pool.close();
  }

  /**
   * The engine that serves a model, for the HTTP request under way: the model stays loaded until
   * that is answered or its client is gone. Loads the model if need be, so it may take a while.
   *
   * @param model the name in the request; null, empty and {@code default} mean the default model
   * @throws dev.drover.engine.UnknownModelException if no model of that name is served
   * @throws dev.drover.engine.EngineUnavailableException if the model is not loaded: LOADING,
   *     FAILED or CLOSED
   */
  public Engine engine(String model) {
    return engine(model, Connection.of(current.getCurrent()));
  }

  /**
   * The same for a client whose request is no longer the current one of the thread.
   *
   * @param client whom the engine serves
   */
  public Engine engine(String model, Connection client) {
    EngineLease lease = pool.lease(model);
    client.onEnd(lease::close);
    return lease.engine();
  }

  /**
   * A lease for work that no HTTP request waits for; the caller closes it.
   *
   * @param model as for {@link #engine}
   */
  public EngineLease lease(String model) {
    return pool.lease(model);
  }

  /** All models served, loaded or not, the default first. */
  public List<ModelStatus> models() {
    return pool.models();
  }

  /**
   * A model, loaded or not.
   *
   * @param model as for {@link #engine}
   * @throws dev.drover.engine.UnknownModelException if no model of that name is served
   */
  public ModelStatus model(String model) {
    return pool.model(model);
  }

  /** The models without a request. */
  EnginePool pool() {
    return pool;
  }
}
