package dev.drover.functions.mechanex;

import dev.drover.functions.ErrorDialect;
import dev.drover.functions.Fault;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Errors as the Mechanex client reads them: {@code {"detail": …}}, a sentence or, with status 422,
 * a list of violations in FastAPI's form.
 */
@ApplicationScoped
public class MechanexErrors implements ErrorDialect {
  private static final int UNPROCESSABLE = 422;
  private static final String PATH = "/mechanex";

  /**
   * An error's body.
   *
   * @param detail a sentence, or a list of {@link Violation}s
   */
  @Schema(name = "MechanexError", description = "What went wrong.")
  record Body(
      @Schema(
              description = "A sentence, or with status 422 a list of violations.",
              oneOf = {String.class, Violation[].class})
          Object detail) {}

  /**
   * What is wrong with a request.
   *
   * @param loc where: {@code body} and the field
   * @param msg a sentence
   * @param type the kind of violation, for programs
   */
  @Schema(name = "MechanexViolation", description = "What is wrong with a request.")
  record Violation(List<String> loc, String msg, String type) {}

  @Override
  public boolean serves(String path) {
    return path.equals(PATH) || path.startsWith(PATH + "/");
  }

  @Override
  public int status(Fault fault) {
    return switch (fault.kind()) {
      case INVALID, MALFORMED, PROMPT_TOO_LONG -> UNPROCESSABLE;
      default -> fault.kind().status();
    };
  }

  @Override
  public Body body(Fault fault) {
    if (status(fault) != UNPROCESSABLE) {
      return new Body(fault.message());
    }
    String field = fault.field();
    return new Body(
        List.of(
            new Violation(
                field == null ? List.of("body") : List.of("body", field),
                field == null ? fault.message() : "`" + field + "` " + fault.rule(),
                fault.kind() == Fault.Kind.MALFORMED ? "json_invalid" : "value_error")));
  }
}
