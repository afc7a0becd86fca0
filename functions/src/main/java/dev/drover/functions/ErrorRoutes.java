package dev.drover.functions;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

/**
 * The outermost route: watches every connection and words what fails below REST (functions, body
 * limits, unknown paths) in the path's dialect.
 */
@ApplicationScoped
public class ErrorRoutes {
  /** Before every route of Quarkus. */
  private static final int FIRST = -10_000;

  private final ErrorDialects dialects;

  @Inject
  ErrorRoutes(ErrorDialects dialects) {
    this.dialects = dialects;
  }

  void register(@Observes Router router) {
    router
        .route()
        .order(FIRST)
        .handler(context -> {
          Connection.watch(context);
          context.next();
        })
        .failureHandler(this::fail);
  }

  private void fail(RoutingContext context) {
    HttpServerResponse response = context.response();
    if (context.normalizedPath().startsWith("/q/") || response.headWritten()) {
      context.next();
      return;
    }
    Throwable failure = context.failure();
    Fault fault =
        failure == null ? Faults.ofStatus(context.statusCode(), null) : Faults.of(failure);
    ErrorDialects.Reply reply = dialects.reply(context.normalizedPath(), fault);
    response.setStatusCode(reply.status()).putHeader(HttpHeaders.CONTENT_TYPE, reply.mediaType());
    if (reply.retryAfter() != null) {
      response.putHeader(HttpHeaders.RETRY_AFTER, reply.retryAfter().toString());
    }
    response.end(reply.body());
  }
}
