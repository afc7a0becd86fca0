package dev.drover.functions;

import io.vertx.ext.web.RoutingContext;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jboss.logging.MDC;

/**
 * What an HTTP request is called: in its answer's header, in its log lines, in its spans and by the
 * engine.
 */
final class RequestId {
  private static final String HEADER = "X-Request-Id";

  /** The name in the context of log lines and of the request. */
  private static final String KEY = "requestId";

  private static final Pattern SOUND = Pattern.compile("[A-Za-z0-9._:+/=@-]{1,128}");

  private RequestId() {}

  /**
   * Takes the client's id, or makes one if there is none or it is too long or of other characters
   * than an id needs. On the event loop, before the request is dispatched.
   */
  static void assign(RoutingContext context) {
    String given = context.request().getHeader(HEADER);
    boolean sound = given != null && SOUND.matcher(given).matches();
    String id = sound ? given : UUID.randomUUID().toString();
    context.put(KEY, id);
    context.response().putHeader(HEADER, id);
    MDC.put(KEY, id);
  }

  /** The id of a request that has one. */
  static String of(RoutingContext context) {
    return context.get(KEY);
  }
}
