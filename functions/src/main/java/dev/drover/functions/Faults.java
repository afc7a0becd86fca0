package dev.drover.functions;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidDefinitionException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import dev.drover.engine.EngineUnavailableException;
import dev.drover.engine.GenerationFailedException;
import dev.drover.engine.InvalidRequestException;
import io.vertx.ext.web.handler.HttpException;
import jakarta.ws.rs.WebApplicationException;
import java.io.CharConversionException;
import java.time.Duration;
import org.jboss.logging.Logger;

/** From exceptions and statuses to {@link Fault}s: the one place that knows which is which. */
public final class Faults {
  private static final Logger LOG = Logger.getLogger(Faults.class);

  private Faults() {}

  /** The fault behind an exception. Defects are logged, with the exception. */
  public static Fault of(Throwable failure) {
    return switch (failure) {
      case InvalidRequestException e -> invalid(e);
      case UnknownModelException e ->
          new Fault(Fault.Kind.UNKNOWN_MODEL, e.getMessage(), "model", rule(e), null);
      case EngineUnavailableException e -> unavailable(e);
      case GenerationFailedException e -> new Fault(Fault.Kind.GENERATION_FAILED, e.getMessage());
      case FaultException e -> e.fault();
      case InvalidDefinitionException e -> defect(e);
      case JacksonException e -> malformed(e);
      case CharConversionException e ->
          new Fault(Fault.Kind.MALFORMED, "the body is not UTF-8 text: " + e.getMessage());
      case WebApplicationException e when e.getCause() instanceof JacksonException cause ->
          malformed(cause);
      case WebApplicationException e -> ofStatus(e.getResponse().getStatus(), e);
      case HttpException e -> ofStatus(e.getStatusCode(), e);
      default -> defect(failure);
    };
  }

  /**
   * The fault behind a bare status, as the web stack gives it where no exception says more.
   *
   * @param status the status
   * @param cause what came with it, or null
   */
  static Fault ofStatus(int status, Throwable cause) {
    return switch (status) {
      case 400 -> new Fault(Fault.Kind.MALFORMED, "the request cannot be read");
      case 404 -> new Fault(Fault.Kind.NOT_FOUND, "nothing is served at this path");
      case 405 -> new Fault(Fault.Kind.METHOD_NOT_ALLOWED, "the path does not take this method");
      case 406 ->
          new Fault(Fault.Kind.NOT_ACCEPTABLE, "the path cannot answer in the accepted form");
      case 413 ->
          new Fault(Fault.Kind.BODY_TOO_LARGE, "the body is larger than the service accepts");
      case 415 ->
          new Fault(Fault.Kind.UNSUPPORTED_MEDIA_TYPE, "the body must be sent as application/json");
      default ->
          status < 500 && status >= 400
              ? new Fault(Fault.Kind.INVALID, "the request cannot be served")
              : defect(cause);
    };
  }

  private static Fault defect(Throwable failure) {
    LOG.error("Request failed", failure);
    return new Fault(Fault.Kind.INTERNAL, "the service failed; its log says more");
  }

  private static Fault invalid(InvalidRequestException e) {
    // The engine's one rule about length; every other rule is a matter of the value alone.
    boolean tooLong = e.rule().startsWith("must be shorter than the model's context");
    return new Fault(
        tooLong ? Fault.Kind.PROMPT_TOO_LONG : Fault.Kind.INVALID,
        e.getMessage(),
        e.field(),
        e.rule(),
        null);
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

  private static Fault malformed(JacksonException e) {
    String field = e instanceof JsonMappingException mapping ? path(mapping) : null;
    String rule =
        switch (e) {
          case UnrecognizedPropertyException unknown ->
              "is no field of this request; its fields are " + unknown.getKnownPropertyIds();
          case JsonEOFException end -> "the body ends within a JSON value";
          case StreamConstraintsException limit -> limit.getOriginalMessage();
          default -> readable(e.getOriginalMessage());
        };
    String where =
        field == null && e.getLocation() != null
            ? " (line "
                + e.getLocation().getLineNr()
                + ", column "
                + e.getLocation().getColumnNr()
                + ")"
            : "";
    String message = field == null ? rule + where : "`" + field + "` " + rule;
    return new Fault(Fault.Kind.MALFORMED, message, field, rule, null);
  }

  /** Jackson's message without names of Java types, which mean nothing to a caller. */
  private static String readable(String message) {
    String text = message == null ? "the body is not JSON" : message;
    int newline = text.indexOf('\n');
    return (newline < 0 ? text : text.substring(0, newline))
        .replaceAll("`(?:[a-z]\\w*\\.)+([A-Z]\\w*)(?:[\\w$.<>,]*)`", "$1");
  }

  private static String path(JsonMappingException e) {
    StringBuilder path = new StringBuilder();
    for (JsonMappingException.Reference step : e.getPath()) {
      if (step.getFieldName() == null) {
        path.append('[').append(step.getIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
      }
    }
    return path.isEmpty() ? null : path.toString();
  }
}
