package dev.drover.functions.fn;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.drover.functions.ErrorRoutes;
import dev.drover.functions.Fault;
import dev.drover.functions.Faults;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextInternal;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * What Funqy does not say about the requests it refuses. Its two doors, {@code /fn/NAME} and
 * CloudEvents at {@code POST /}, drop the reason; it is found here again by reading the request
 * once more.
 */
@Singleton
class FunctionDoor {
  /** After the body was read, before the functions. */
  private static final int ORDER = -1;

  private static final String FUNCTIONS = "/fn/";
  private static final String MODELS = "/fn/models";
  private static final String EVENT = "application/cloudevents+json";
  private static final List<String> ATTRIBUTES = List.of("specversion", "id", "source", "type");

  private final ObjectMapper json;

  @Inject
  FunctionDoor(ObjectMapper json) {
    this.json = json;
  }

  void register(@Observes Router router) {
    router.route("/fn/*").order(ORDER).handler(this::enter).failureHandler(this::fail);
    router.route("/").order(ORDER).failureHandler(this::fail);
  }

  private void fail(RoutingContext context) {
    if (context.failure() == null || Faults.known(context.failure()).isEmpty()) {
      explain(context).ifPresent(fault -> ErrorRoutes.explain(context, fault));
    }
    context.next();
  }

  /** Refuses methods before Funqy takes a query string for a function's parameter. */
  private void enter(RoutingContext context) {
    HttpMethod method = context.request().method();
    boolean query = method == HttpMethod.GET || method == HttpMethod.HEAD;
    boolean models = context.normalizedPath().equals(MODELS);
    if (method == HttpMethod.POST || query && models) {
      if (models) {
        // A function without a parameter fails if something is sent.
        ((RoutingContextInternal) context).setBody(Buffer.buffer());
      }
      context.next();
      return;
    }
    context.response().putHeader(HttpHeaders.ALLOW, models ? "GET, POST" : "POST");
    context.fail(405);
  }

  /** Why a function's request was refused, empty if the request is sound or for no function. */
  private Optional<Fault> explain(RoutingContext context) {
    String path = context.normalizedPath();
    boolean events = path.equals("/");
    int status = context.statusCode();
    if (context.request().method() != HttpMethod.POST
        || !(events || path.startsWith(FUNCTIONS))
        || status == 413
        || status == 404 && !events) {
      return Optional.empty();
    }
    return events ? event(context) : body(context, "application/json");
  }

  private Optional<Fault> event(RoutingContext context) {
    String type = contentType(context);
    if (context.request().headers().contains("ce-id")) {
      return ATTRIBUTES.stream()
          .filter(name -> !context.request().headers().contains("ce-" + name))
          .findFirst()
          .map(name -> malformed("ce-" + name, "is required as a header of the event"))
          .or(() -> body(context, "application/json"))
          .or(() -> unknown(context, context.request().getHeader("ce-type")));
    }
    if (!type.startsWith(EVENT)) {
      return Optional.of(
          new Fault(
              Fault.Kind.UNSUPPORTED_MEDIA_TYPE,
              "this path takes a CloudEvent: JSON with `ce-` headers, or " + EVENT));
    }
    return body(context, EVENT).or(() -> structured(context));
  }

  private Optional<Fault> structured(RoutingContext context) {
    JsonNode event;
    try {
      event = json.readTree(context.body().buffer().getBytes());
    } catch (IOException e) {
      return Faults.known(e);
    }
    for (String attribute : ATTRIBUTES) {
      if (!event.path(attribute).isTextual()) {
        return Optional.of(malformed(attribute, "is required as a string in the event"));
      }
    }
    JsonNode form = event.get("datacontenttype");
    if (form != null && !form.asText().startsWith("application/json")) {
      return Optional.of(
          new Fault(
              Fault.Kind.UNSUPPORTED_MEDIA_TYPE,
              "`datacontenttype` must be application/json, given " + form));
    }
    if (!event.has("data")) {
      return Optional.of(malformed("data", "is required in the event, as JSON"));
    }
    return unknown(context, event.get("type").asText());
  }

  private static Optional<Fault> unknown(RoutingContext context, String type) {
    return context.statusCode() != 404
        ? Optional.empty()
        : Optional.of(
            new Fault(Fault.Kind.NOT_FOUND, "no function takes events of the type `" + type + "`"));
  }

  private Optional<Fault> body(RoutingContext context, String form) {
    if (!contentType(context).startsWith(form)) {
      return Optional.of(
          new Fault(
              Fault.Kind.UNSUPPORTED_MEDIA_TYPE,
              "the body must be sent as " + form + ", given `" + contentType(context) + "`"));
    }
    Buffer body = context.body().buffer();
    if (body == null || body.length() == 0) {
      return Optional.of(new Fault(Fault.Kind.MALFORMED, "a JSON body is required"));
    }
    try {
      json.readTree(body.getBytes());
      return Optional.empty();
    } catch (IOException e) {
      return Faults.known(e);
    }
  }

  private static String contentType(RoutingContext context) {
    String type = context.request().getHeader(HttpHeaders.CONTENT_TYPE);
    return type == null ? "" : type;
  }

  private static Fault malformed(String field, String rule) {
    return new Fault(Fault.Kind.MALFORMED, "`" + field + "` " + rule, field, rule, null);
  }
}
