package dev.drover.functions.openai;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The body of every error of this API.
 *
 * @param error what went wrong
 */
@RegisterForReflection
@Schema(name = "OpenAiError")
public record OpenAiError(Detail error) {

  /**
   * What went wrong.
   *
   * @param message a sentence for the caller
   * @param type the class of error, such as {@code invalid_request_error}
   * @param param the field at fault, or null
   * @param code the error for programs, such as {@code model_not_found}, or null
   */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.ALWAYS)
  @Schema(name = "OpenAiErrorDetail")
  public record Detail(
      @Schema(description = "A sentence for the caller.") String message,
      @Schema(
              description = "The class of error.",
              examples = {"invalid_request_error", "requests", "server_error"})
          String type,
      @Schema(description = "The field at fault.", nullable = true) String param,
      @Schema(
              description = "The error for programs.",
              nullable = true,
              examples = {"model_not_found", "context_length_exceeded", "rate_limit_exceeded"})
          String code) {}
}
