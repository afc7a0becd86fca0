package dev.drover.functions.openai;

import dev.drover.functions.ErrorDialect;
import dev.drover.functions.EventWriter;
import dev.drover.functions.Fault;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.Locale;

/**
 * OpenAI's errors below {@code /v1}. A prompt that is too long is a 400 with code {@code
 * context_length_exceeded}, as there; every other status is the one all dialects share.
 */
@ApplicationScoped
public class OpenAiDialect implements ErrorDialect {
  /** What ends a stream. */
  static final String DONE = "[DONE]";

  @Override
  public boolean serves(String path) {
    return path.equals("/v1") || path.startsWith("/v1/");
  }

  @Override
  public int status(Fault fault) {
    return fault.kind() == Fault.Kind.PROMPT_TOO_LONG ? 400 : fault.kind().status();
  }

  @Override
  public OpenAiError body(Fault fault) {
    return error(fault);
  }

  /** Ends a stream that has begun with an error event, where OpenAI's clients look for one. */
  static void endStream(EventWriter events, Fault fault) throws IOException {
    events.data(error(fault));
    events.text(DONE);
  }

  private static OpenAiError error(Fault fault) {
    return new OpenAiError(
        new OpenAiError.Detail(fault.message(), type(fault.kind()), fault.field(), code(fault)));
  }

  private static String type(Fault.Kind kind) {
    if (kind == Fault.Kind.QUEUE_FULL) {
      return "requests";
    }
    return kind.status() >= 500 ? "server_error" : "invalid_request_error";
  }

  private static String code(Fault fault) {
    return switch (fault.kind()) {
      case INVALID, MALFORMED -> null;
      case PROMPT_TOO_LONG -> "context_length_exceeded";
      case UNKNOWN_MODEL -> "model_not_found";
      case NOT_FOUND -> "unknown_url";
      case QUEUE_FULL -> "rate_limit_exceeded";
      default -> fault.kind().name().toLowerCase(Locale.ROOT);
    };
  }
}
