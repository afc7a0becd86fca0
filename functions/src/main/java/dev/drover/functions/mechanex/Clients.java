package dev.drover.functions.mechanex;

import dev.drover.engine.EngineUnavailableException;
import dev.drover.engine.training.TrainingObserver;
import dev.drover.engine.training.TrainingProgress;
import dev.drover.functions.Connection;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.CancellationException;

/** Work that the client of the HTTP request under way waits for, and that ends when it goes. */
@ApplicationScoped
public class Clients {
  private final CurrentVertxRequest current;

  @Inject
  Clients(CurrentVertxRequest current) {
    this.current = current;
  }

  /** Work that can be ended early. */
  @FunctionalInterface
  interface Work<T> {
    /** Does it, until the observer says to stop. */
    T run(TrainingObserver observer) throws InterruptedException;
  }

  /**
   * Does the work while the client is there.
   *
   * @throws EngineUnavailableException (CLOSED) if the client went, who hears nothing of it, or the
   *     service shuts down
   */
  <T> T whileThere(Work<T> work) {
    Connection client = Connection.of(current.getCurrent());
    try {
      return work.run(
          new TrainingObserver() {
            @Override
            public void progress(TrainingProgress progress) {}

            @Override
            public boolean isCancelled() {
              return client.gone();
            }
          });
    } catch (CancellationException e) {
      throw closed();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw closed();
    }
  }

  private static EngineUnavailableException closed() {
    return new EngineUnavailableException(
        EngineUnavailableException.Reason.CLOSED,
        "the work was ended: the service is shutting down",
        Duration.ofSeconds(5));
  }
}
