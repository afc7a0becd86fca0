package dev.drover.functions;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

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
  @Schema(name = "Problem", description = "What went wrong (RFC 9457).")
  public record Problem(
      @Schema(description = "Names the kind: `urn:drover:problem:` and a word.") String type,
      @Schema(description = "The kind in words.") String title,
      @Schema(description = "The HTTP status.") int status,
      @Schema(description = "What is wrong with this request.") String detail,
      @Schema(description = "The field at fault, where there is one.") String field) {}

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
