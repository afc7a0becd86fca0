package dev.drover.functions;

import io.quarkus.runtime.configuration.MemorySize;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The outermost route: names every request, watches its connection and words what fails below REST
 * (functions, body limits, unknown paths) in the path's dialect.
 */
@ApplicationScoped
public class ErrorRoutes {
  /** Before every route of the web stack. */
  private static final int FIRST = Integer.MIN_VALUE;

  /** After every route that may explain a failure, before the stack's own error page. */
  private static final int LATE = 100_000;

  private static final String EXPLANATION = Fault.class.getName();

  private final ErrorDialects dialects;
  private final long maxBody;

  @Inject
  ErrorRoutes(
      ErrorDialects dialects,
      @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize maxBody) {
    this.dialects = dialects;
    this.maxBody = maxBody.asLongValue();
  }

  void register(@Observes Router router) {
    router.route().order(FIRST).handler(this::enter);
    router.route().order(LATE).failureHandler(this::fail);
  }

  private void enter(RoutingContext context) {
    Connection.watch(context);
    RequestId.assign(context);
    long length = declaredLength(context);
    if (length == 0) {
      // REST waits for the bytes of a body that is declared and empty; of an undeclared one not.
      context.request().headers().remove(HttpHeaders.CONTENT_LENGTH);
    }
    if (length > maxBody) {
      // Answered here, since the stack's own answer has no body. What the client still sends is
      // read and dropped, so that it gets to read the answer.
      context.request().resume();
      context.fail(413);
    } else {
      context.next();
    }
  }

  private static long declaredLength(RoutingContext context) {
    String length = context.request().getHeader(HttpHeaders.CONTENT_LENGTH);
    return length == null ? 0 : Long.parseLong(length);
  }

  private void fail(RoutingContext context) {
    HttpServerResponse response = context.response();
    if (context.normalizedPath().startsWith("/q/")) {
      context.next();
      return;
    }
    if (response.headWritten()) {
      // Too late for a status. An answer that is not whole must not look as if it were.
      if (!response.ended()) {
        context.request().connection().close();
      }
      return;
    }
    ErrorDialects.Reply reply = dialects.reply(context.normalizedPath(), fault(context));
    response.setStatusCode(reply.status()).putHeader(HttpHeaders.CONTENT_TYPE, reply.mediaType());
    if (reply.retryAfter() != null) {
      response.putHeader(HttpHeaders.RETRY_AFTER, reply.retryAfter().toString());
    }
    response.end(reply.body());
  }

  /** Says what is behind the failure of a request, for a stack that drops the reason. */
  public static void explain(RoutingContext context, Fault fault) {
    context.put(EXPLANATION, fault);
  }

  private static Fault fault(RoutingContext context) {
    Fault explained = context.get(EXPLANATION);
    if (explained != null) {
      return explained;
    }
    Throwable failure = context.failure();
    return failure != null
        ? Faults.of(failure)
        : Faults.ofStatus(context.statusCode()).orElseGet(() -> Faults.defect(null));
  }
}
