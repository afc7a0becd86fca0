package dev.drover.functions.steering;

import dev.drover.engine.EngineUnavailableException;
import dev.drover.engine.training.TrainingObserver;
import dev.drover.engine.training.TrainingProgress;
import dev.drover.functions.Connection;
import java.time.Duration;
import java.util.concurrent.CancellationException;

/** Work that a client waits for, and that ends when it goes. */
@FunctionalInterface
public interface ClientWork<T> {

  /** Does it, until the observer says to stop. */
  T run(TrainingObserver observer) throws InterruptedException;

  /**
   * Does work while a client is there.
   *
   * @throws EngineUnavailableException (CLOSED) if the client went, who hears nothing of it, or the
   *     service shuts down
   */
  static <T> T whileThere(Connection client, ClientWork<T> work) {
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
