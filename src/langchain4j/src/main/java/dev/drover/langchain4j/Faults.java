package dev.drover.langchain4j;

import dev.drover.engine.EngineUnavailableException;
import dev.drover.engine.GenerationEvent.Finished;
import dev.drover.engine.GenerationFailedException;
import dev.drover.engine.UnknownVectorException;
import dev.langchain4j.exception.InternalServerException;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.exception.TimeoutException;
import java.util.Map;
import java.util.regex.Pattern;

/** The engine's faults as LangChain4j's exceptions. */
final class Faults {
  private static final Map<String, String> FIELDS =
      Map.of(
          "max_new_tokens", "maxOutputTokens",
          "stop", "stopSequences",
          "stop_token_ids", "stopTokens");

  private Faults() {}

  /** An exception of the engine's in LangChain4j's terms; any other as it is. */
  static RuntimeException toLangChain4j(RuntimeException fault) {
    return switch (fault) {
      case dev.drover.engine.InvalidRequestException invalid ->
          new InvalidRequestException(parameter(invalid.field()) + " " + invalid.rule(), invalid);
      case UnknownVectorException unknown ->
          new InvalidRequestException(
              unknown.getMessage().replace("`steering`", "steering"), unknown);
      case EngineUnavailableException unavailable ->
          unavailable.reason() == EngineUnavailableException.Reason.QUEUE_FULL
              ? new RateLimitException(unavailable.getMessage(), unavailable)
              : new InternalServerException(unavailable.getMessage(), unavailable);
      case GenerationFailedException failed ->
          new InternalServerException(failed.getMessage(), failed);
      default -> fault;
    };
  }

  /**
   * Refuses an answer that a fault or somebody else's cancellation cut short.
   *
   * @throws InternalServerException if so
   * @throws TimeoutException if its deadline passed
   */
  static void refuseUnfinished(Finished finish) {
    switch (finish.reason()) {
      case ERROR, READER_TOO_SLOW -> throw new InternalServerException(finish.message());
      case DEADLINE -> throw new TimeoutException(finish.message());
      case CANCELLED -> throw new InternalServerException("the engine ended the generation");
      case END_OF_GENERATION, STOP_STRING, STOP_TOKEN, MAX_NEW_TOKENS, CONTEXT_FULL -> {}
    }
  }

  /** LangChain4j's name for a field: {@code top_p} is {@code topP}. */
  private static String parameter(String field) {
    return FIELDS.getOrDefault(
        field,
        Pattern.compile("_(.)")
            .matcher(field)
            .replaceAll(m -> m.group(1).toUpperCase(java.util.Locale.ROOT)));
  }
}
