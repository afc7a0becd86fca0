package dev.drover.functions;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.exc.InvalidDefinitionException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import dev.drover.engine.EngineUnavailableException;
import dev.drover.engine.GenerationFailedException;
import dev.drover.engine.InvalidRequestException;
import dev.drover.engine.PromptTooLongException;
import dev.drover.engine.UnknownModelException;
import dev.drover.engine.UnknownVectorException;
import dev.drover.engine.training.TrainingException;
import dev.drover.functions.store.NameTakenException;
import dev.drover.functions.store.NotStoredException;
import dev.drover.functions.store.StoreUnavailableException;
import dev.drover.functions.store.VersionConflictException;
import io.quarkus.funqy.runtime.ApplicationException;
import io.vertx.core.http.HttpClosedException;
import io.vertx.ext.web.handler.HttpException;
import jakarta.ws.rs.WebApplicationException;
import java.io.CharConversionException;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;

/** From exceptions and statuses to {@link Fault}s: the one place that knows which is which. */
public final class Faults {
  private static final Logger LOG = Logger.getLogger(Faults.class);

  private Faults() {}

  /** The fault behind an exception. Defects are logged, with the exception. */
  public static Fault of(Throwable failure) {
    return known(failure).orElseGet(() -> defect(failure));
  }

  /** The fault behind an exception, empty if it tells of a defect of the service. */
  public static Optional<Fault> known(Throwable failure) {
    Fault fault =
        switch (failure) {
          case InvalidRequestException e -> invalid(e);
          case UnknownModelException e ->
              new Fault(Fault.Kind.UNKNOWN_MODEL, e.getMessage(), "model", rule(e), null);
          case UnknownVectorException e ->
              new Fault(
                  Fault.Kind.UNKNOWN_VECTOR,
                  e.getMessage(),
                  "steering",
                  e.getMessage().substring("`steering` ".length()),
                  null);
          case TrainingException e -> new Fault(Fault.Kind.INVALID, e.getMessage());
          case EngineUnavailableException e -> unavailable(e);
          case GenerationFailedException e ->
              new Fault(Fault.Kind.GENERATION_FAILED, e.getMessage());
          case FaultException e -> e.fault();
          case StoreUnavailableException e -> unavailable(e);
          case NotStoredException e ->
              new Fault(
                  "vector".equals(e.kind()) ? Fault.Kind.UNKNOWN_VECTOR : Fault.Kind.NOT_FOUND,
                  e.getMessage());
          case NameTakenException e -> new Fault(Fault.Kind.CONFLICT, e.getMessage());
          case VersionConflictException e -> new Fault(Fault.Kind.CONFLICT, e.getMessage());
          // How a function's door wraps what the function throws.
          case ApplicationException e when e.getCause() != null -> known(e.getCause()).orElse(null);
          case InvalidDefinitionException e -> null;
          case ValueInstantiationException e
              when e.getCause() instanceof InvalidRequestException cause ->
              invalid(cause);
          case JacksonException e -> MalformedJson.of(e);
          case CharConversionException e ->
              new Fault(Fault.Kind.MALFORMED, "the body is not UTF-8 text: " + e.getMessage());
          case HttpClosedException e ->
              new Fault(Fault.Kind.MALFORMED, "the connection was closed before the request's end");
          case WebApplicationException e when e.getCause() instanceof JacksonException cause ->
              MalformedJson.of(cause);
          case WebApplicationException e -> ofStatus(e.getResponse().getStatus()).orElse(null);
          case HttpException e -> ofStatus(e.getStatusCode()).orElse(null);
          default -> null;
        };
    return Optional.ofNullable(fault);
  }

  /** The fault behind a bare status of the web stack, empty if it tells of a defect. */
  static Optional<Fault> ofStatus(int status) {
    Fault fault =
        switch (status) {
          case 400 -> new Fault(Fault.Kind.MALFORMED, "the request cannot be read");
          case 404 -> new Fault(Fault.Kind.NOT_FOUND, "nothing is served at this path");
          case 405 ->
              new Fault(Fault.Kind.METHOD_NOT_ALLOWED, "the path does not take this method");
          case 406 ->
              new Fault(Fault.Kind.NOT_ACCEPTABLE, "the path cannot answer in the accepted form");
          case 413 ->
              new Fault(Fault.Kind.BODY_TOO_LARGE, "the body is larger than the service accepts");
          case 415 ->
              new Fault(
                  Fault.Kind.UNSUPPORTED_MEDIA_TYPE, "the body must be sent as application/json");
          default ->
              status >= 400 && status < 500
                  ? new Fault(Fault.Kind.INVALID, "the request cannot be served")
                  : null;
        };
    return Optional.ofNullable(fault);
  }

  /** A defect of the service: logged here, and not shown to the caller. */
  static Fault defect(Throwable failure) {
    LOG.error("Request failed", failure);
    return new Fault(Fault.Kind.INTERNAL, "the service failed; its log says more");
  }

  private static Fault invalid(InvalidRequestException e) {
    return new Fault(
        e instanceof PromptTooLongException ? Fault.Kind.PROMPT_TOO_LONG : Fault.Kind.INVALID,
        e.getMessage(),
        e.field(),
        e.rule(),
        null);
  }

  private static Fault unavailable(StoreUnavailableException e) {
    return new Fault(
        Fault.Kind.STORE_UNAVAILABLE,
        e.getMessage(),
        null,
        e.getMessage(),
        StoreUnavailableException.RETRY_AFTER);
  }

  private static String rule(UnknownModelException e) {
    return e.getMessage().substring("`model` ".length());
  }

  private static Fault unavailable(EngineUnavailableException e) {
    Fault.Kind kind =
        switch (e.reason()) {
          case QUEUE_FULL -> Fault.Kind.QUEUE_FULL;
          case CLOSED -> Fault.Kind.CLOSED;
          case LOADING -> Fault.Kind.LOADING;
          case FAILED -> Fault.Kind.LOAD_FAILED;
        };
    Duration retry = e.retryAfter() == null ? Duration.ofSeconds(1) : e.retryAfter();
    return new Fault(kind, e.getMessage(), null, e.getMessage(), retry);
  }
}
