package dev.drover.functions;

import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Turns exceptions of REST resources into error replies of the path's dialect. */
public class FaultMapper {
  private final ErrorDialects dialects;

  @Inject
  FaultMapper(ErrorDialects dialects) {
    this.dialects = dialects;
  }

  // WebApplicationException and MismatchedInputException have mappers of their own otherwise, which
  // come before one for Throwable.
  @ServerExceptionMapper({
    Throwable.class,
    WebApplicationException.class,
    MismatchedInputException.class
  })
  @Priority(Priorities.USER)
  Response toResponse(Throwable failure, UriInfo uri) {
    ErrorDialects.Reply reply = dialects.reply(uri.getPath(), Faults.of(failure));
    Response.ResponseBuilder response =
        Response.status(reply.status()).type(reply.mediaType()).entity(reply.body());
    if (reply.retryAfter() != null) {
      response.header(HttpHeaders.RETRY_AFTER, reply.retryAfter());
    }
    return response.build();
  }
}
