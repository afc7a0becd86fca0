package dev.drover.functions;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.enterprise.context.ApplicationScoped;

/** Problem details (RFC 9457): the errors of Drover's own paths. */
@ApplicationScoped
public class ProblemDialect implements ErrorDialect {

  /**
   * A problem.
   *
   * @param type a URI reference that names the kind: {@code urn:drover:problem:} and {@link
   *     Fault.Kind#slug}
   * @param title the kind in words
   * @param status the HTTP status
   * @param detail what is wrong with this request
   * @param field the field at fault, absent where there is none
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Problem(String type, String title, int status, String detail, String field) {}

  /** True: what no other dialect serves is Drover's own. */
  @Override
  public boolean serves(String path) {
    return true;
  }

  @Override
  public Problem body(Fault fault) {
    return new Problem(
        "urn:drover:problem:" + fault.kind().slug(),
        fault.kind().title(),
        status(fault),
        fault.message(),
        fault.field());
  }

  @Override
  public String mediaType() {
    return "application/problem+json";
  }
}
