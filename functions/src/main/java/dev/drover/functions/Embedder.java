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
  private final Engines engines;
  private final CurrentVertxRequest current;

  @Inject
  Embedder(Engines engines, CurrentVertxRequest current) {
    this.engines = engines;
    this.current = current;
  }

  /**
   * Submits a request to the engine that serves a model.
   *
   * @param model the name in the request, or null
   * @throws dev.drover.engine.UnknownModelException if no model of that name is served
   * @throws dev.drover.engine.InvalidRequestException if the request does not fit the model
   * @throws EngineUnavailableException if the engine does not take it now
   */
  public Future<EmbeddingResult> submit(String model, EmbeddingRequest request) {
    Connection client = Connection.of(current.getCurrent());
    return submit(engines.engine(model, client), request, client);
  }

  /**
   * Submits a request for a client.
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
