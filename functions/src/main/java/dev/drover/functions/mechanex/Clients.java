package dev.drover.functions.mechanex;

import dev.drover.functions.Connection;
import dev.drover.functions.steering.ClientWork;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Work that the client of the HTTP request under way waits for, and that ends when it goes. */
@ApplicationScoped
public class Clients {
  private final CurrentVertxRequest current;

  @Inject
  Clients(CurrentVertxRequest current) {
    this.current = current;
  }

  /** {@link ClientWork#whileThere} for the client of the HTTP request under way. */
  <T> T whileThere(ClientWork<T> work) {
    return ClientWork.whileThere(Connection.of(current.getCurrent()), work);
  }
}
