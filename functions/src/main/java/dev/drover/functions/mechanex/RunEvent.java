package dev.drover.functions.mechanex;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * An event of the reply to {@code POST /generate}: processing, then complete or error.
 *
 * @param status {@code processing}, {@code complete} or {@code error}
 * @param message what is under way or went wrong, absent when complete
 * @param result the output, when complete
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "MechanexRunEvent", description = "An event: processing, then complete or error.")
record RunEvent(
    @Schema(enumeration = {"processing", "complete", "error"}) String status,
    String message,
    Result result) {

  /**
   * The text generated.
   *
   * @param output the continuation, without the prompt
   */
  @Schema(name = "MechanexRunResult", description = "The continuation, without the prompt.")
  record Result(String output) {}

  static RunEvent processing(String message) {
    return new RunEvent("processing", message, null);
  }

  static RunEvent complete(String output) {
    return new RunEvent("complete", null, new Result(output));
  }

  static RunEvent error(String message) {
    return new RunEvent("error", message, null);
  }
}
