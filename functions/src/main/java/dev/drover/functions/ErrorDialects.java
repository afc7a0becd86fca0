package dev.drover.functions;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.arc.All;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;

/** Finds the dialect of a path and words faults in it. */
@Singleton
public class ErrorDialects {
  private final List<ErrorDialect> dialects;
  private final ProblemDialect problems;
  private final ObjectMapper json;

  @Inject
  ErrorDialects(@All List<ErrorDialect> dialects, ProblemDialect problems, ObjectMapper json) {
    this.dialects = dialects.stream().filter(d -> !(d instanceof ProblemDialect)).toList();
    this.problems = problems;
    this.json = json;
  }

  /**
   * A fault as it goes over the wire.
   *
   * @param status the HTTP status
   * @param mediaType the body's media type
   * @param body the body, JSON
   * @param retryAfter whole seconds after which to try again, or null
   */
  record Reply(int status, String mediaType, String body, Long retryAfter) {}

  /** The reply to a request for {@code path} that ended with {@code fault}. */
  Reply reply(String path, Fault fault) {
    ErrorDialect dialect = of(path);
    try {
      return new Reply(
          dialect.status(fault),
          dialect.mediaType(),
          json.writeValueAsString(dialect.body(fault)),
          seconds(fault.retryAfter()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write an error body", e);
    }
  }

  private ErrorDialect of(String path) {
    return dialects.stream().filter(d -> d.serves(path)).findFirst().orElse(problems);
  }

  private static Long seconds(Duration duration) {
    return duration == null ? null : Math.max(1, duration.plusMillis(999).toSeconds());
  }
}
