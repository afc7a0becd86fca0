package dev.drover.functions.fn;

import dev.drover.functions.Connection;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.quarkus.virtual.threads.VirtualThreads;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;

/** Answers calls of functions on virtual threads, of which there are as many as need be. */
@Singleton
class Calls {
  private final CurrentVertxRequest current;
  private final ExecutorService threads;

  @Inject
  Calls(CurrentVertxRequest current, @VirtualThreads ExecutorService threads) {
    this.current = current;
    this.threads = threads;
  }

  /** Waiting for a model or a text costs a virtual thread, not one of the few for functions. */
  <T> Uni<T> answer(Function<Connection, T> function) {
    Connection client = Connection.of(current.getCurrent());
    return Uni.createFrom().item(() -> function.apply(client)).runSubscriptionOn(threads);
  }
}
