package dev.drover.functions;

import dev.drover.engine.Engine;
import dev.drover.engine.EngineUnavailableException;
import dev.drover.engine.Generation;
import dev.drover.engine.GenerationEvent;
import dev.drover.engine.GenerationFailedException;
import dev.drover.engine.GenerationRequest;
import dev.drover.engine.GenerationResult;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * Submits requests for the HTTP request under way. A generation submitted here is cancelled when
 * the client goes away, streamed or not.
 */
@ApplicationScoped
public class Generations {
  private static final Logger LOG = Logger.getLogger(Generations.class);

  private final CurrentVertxRequest current;
  private final RequestSpans spans;

  @Inject
  Generations(CurrentVertxRequest current, RequestSpans spans) {
    this.current = current;
    this.spans = spans;
  }

  /**
   * Submits a request for the HTTP request under way.
   *
   * @param engine what {@link Engines#engine(String)} gave for it
   * @throws dev.drover.engine.InvalidRequestException if the request does not fit the model
   * @throws EngineUnavailableException if the engine does not take it now
   */
  public Generation submit(Engine engine, GenerationRequest request) {
    return submit(engine, request, Connection.of(current.getCurrent()));
  }

  /**
   * The same for a client whose request is no longer the current one of the thread.
   *
   * @param engine what {@link Engines#engine(String, Connection)} gave for this client
   * @throws dev.drover.engine.InvalidRequestException if the request does not fit the model
   * @throws EngineUnavailableException if the engine does not take it now
   */
  public Generation submit(Engine engine, GenerationRequest request, Connection client) {
    String model = engine.model().name();
    Generation generation =
        engine.submit(request, RequestId.of(current.getCurrent()), spans.of(model));
    LOG.debugf(
        "Submitted to %s: %d prompt tokens, %d requests ahead",
        model, generation.promptTokens(), generation.ahead());
    client.onGone(generation::cancel);
    return generation;
  }

  /**
   * Waits for the result of a generation, and closes it.
   *
   * @throws GenerationFailedException if the engine broke while it worked on the request
   * @throws EngineUnavailableException (CLOSED) if the engine was closed meanwhile
   */
  public static GenerationResult await(Generation generation) {
    try (generation) {
      GenerationResult result = generation.await();
      result.choices().forEach(choice -> check(choice.finish()));
      return result;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw closed();
    }
  }

  /**
   * Refuses an end that no caller asked for.
   *
   * @throws GenerationFailedException if a fault ended the choice
   * @throws FaultException if its deadline or a slow reader did
   * @throws EngineUnavailableException (CLOSED) if it was cancelled: the client, who alone might
   *     have cancelled it otherwise, is not there to hear of it
   */
  public static void check(GenerationEvent.Finished finish) {
    switch (finish.reason()) {
      case ERROR -> throw new GenerationFailedException(finish.message());
      case DEADLINE -> throw fault(Fault.Kind.DEADLINE, finish);
      case READER_TOO_SLOW -> throw fault(Fault.Kind.READER_TOO_SLOW, finish);
      case CANCELLED -> throw closed();
      case END_OF_GENERATION, STOP_STRING, STOP_TOKEN, MAX_NEW_TOKENS, CONTEXT_FULL -> {}
    }
  }

  private static FaultException fault(Fault.Kind kind, GenerationEvent.Finished finish) {
    return new FaultException(new Fault(kind, finish.message()));
  }

  private static EngineUnavailableException closed() {
    return new EngineUnavailableException(
        EngineUnavailableException.Reason.CLOSED,
        "the generation was cancelled: the service is shutting down",
        Duration.ofSeconds(5));
  }
}
