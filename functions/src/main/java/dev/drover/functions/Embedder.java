package dev.drover.functions;

import dev.drover.engine.EmbeddingRequest;
import dev.drover.engine.EmbeddingResult;
import dev.drover.engine.Engine;
import dev.drover.engine.EngineUnavailableException;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;

/**
 * Submits requests for embeddings for the HTTP request under way. They are cancelled when the
 * client goes away.
 */
@ApplicationScoped
public class Embedder {
  private final CurrentVertxRequest current;

  @Inject
  Embedder(CurrentVertxRequest current) {
    this.current = current;
  }

  /**
   * Submits a request for the HTTP request under way.
   *
   * @param engine what {@link Engines#engine(String)} gave for it
   * @throws dev.drover.engine.InvalidRequestException if the request does not fit the model
   * @throws EngineUnavailableException if the engine does not take it now
   */
  public Future<EmbeddingResult> submit(Engine engine, EmbeddingRequest request) {
    return submit(engine, request, Connection.of(current.getCurrent()));
  }

  /**
   * The same for a client whose request is no longer the current one of the thread.
   *
   * @param engine what {@link Engines#engine(String, Connection)} gave for this client
   * @throws dev.drover.engine.InvalidRequestException if the request does not fit the model
   * @throws EngineUnavailableException if the engine does not take it now
   */
  public Future<EmbeddingResult> submit(
      Engine engine, EmbeddingRequest request, Connection client) {
    Future<EmbeddingResult> result = engine.embed(request);
    client.onGone(() -> result.cancel(true));
    return result;
  }

  /**
   * Waits for the vectors.
   *
   * @throws dev.drover.engine.GenerationFailedException if the engine broke while it worked on the
   *     request
   * @throws FaultException if the deadline passed
   * @throws EngineUnavailableException (CLOSED) if the engine was closed meanwhile
   */
  public static EmbeddingResult await(Future<EmbeddingResult> result) {
    try {
      return result.get();
    } catch (ExecutionException e) {
      throw switch (e.getCause()) {
        case RuntimeException fault -> fault;
        case TimeoutException late ->
            new FaultException(new Fault(Fault.Kind.DEADLINE, late.getMessage()));
        default -> new IllegalStateException(e.getCause());
      };
    } catch (CancellationException e) {
      throw ended(); // the client, who alone could have cancelled it, is not there to hear of it
    } catch (InterruptedException e) {
      result.cancel(true);
      Thread.currentThread().interrupt();
      throw ended();
    }
  }

  private static EngineUnavailableException ended() {
    return new EngineUnavailableException(
        EngineUnavailableException.Reason.CLOSED,
        "the request was cancelled: the service is shutting down",
        Duration.ofSeconds(5));
  }
}
