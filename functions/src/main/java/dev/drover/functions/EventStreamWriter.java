package dev.drover.functions;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.drover.engine.Generation;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveResourceInfo;
import org.jboss.resteasy.reactive.server.spi.ServerMessageBodyWriter;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;

/**
 * Writes an {@link EventStream} straight to the connection. (The stack's own output stream takes
 * the response's close handler, by which a gone client is noticed.)
 */
@Provider
public class EventStreamWriter implements ServerMessageBodyWriter<EventStream> {
  private final CurrentVertxRequest current;
  private final ObjectMapper json;

  @Inject
  EventStreamWriter(CurrentVertxRequest current, ObjectMapper json) {
    this.current = current;
    this.json = json;
  }

  @Override
  public boolean isWriteable(
      Class<?> type, Type generic, ResteasyReactiveResourceInfo target, MediaType mediaType) {
    return type == EventStream.class;
  }

  @Override
  public boolean isWriteable(
      Class<?> type, Type generic, Annotation[] annotations, MediaType mediaType) {
    return type == EventStream.class;
  }

  @Override
  public void writeResponse(EventStream stream, Type generic, ServerRequestContext request) {
    RoutingContext context = current.getCurrent();
    HttpServerResponse response = context.response();
    response
        .setChunked(true)
        .putHeader(HttpHeaders.CONTENT_TYPE, MediaType.SERVER_SENT_EVENTS)
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
        .putHeader("X-Accel-Buffering", "no");
    EventWriter events = new EventWriter(response, Connection.of(context), json);
    try (Generation generation = stream.generation()) {
      write(stream, events);
    } catch (IOException e) {
      // The client is gone; closing the generation was all there is to do.
    }
    if (!response.ended()) {
      response.end();
    }
  }

  private static void write(EventStream stream, EventWriter events) throws IOException {
    try {
      stream.body().write(events);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (RuntimeException e) {
      stream.onFault().write(events, Faults.of(e));
    }
  }

  @Override
  public void writeTo(
      EventStream stream,
      Class<?> type,
      Type generic,
      Annotation[] annotations,
      MediaType mediaType,
      MultivaluedMap<String, Object> headers,
      OutputStream output) {
    throw new UnsupportedOperationException("event streams are written to the connection only");
  }
}
