package dev.drover.functions.mechanex;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * An event of a reply that streams: processing, then complete or error.
 *
 * @param status {@code processing}, {@code complete} or {@code error}
 * @param message what is under way or went wrong, absent when complete
 * @param result what came out, when complete
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "MechanexRunEvent", description = "An event: processing, then complete or error.")
record RunEvent(
    @Schema(enumeration = {"processing", "complete", "error"}) String status,
    String message,
    @Schema(
            description = "What came out, when complete, by path.",
            oneOf = {Output.class, Text.class, VectorMade.class})
        Object result) {

  /**
   * What {@code /generate} and {@code /steering/run} give.
   *
   * @param output the continuation, without the prompt
   */
  @Schema(name = "MechanexRunResult", description = "The continuation, without the prompt.")
  record Output(String output) {}

  /**
   * What {@code /sae/generate} gives.
   *
   * @param text the continuation, without the prompt
   */
  @Schema(name = "MechanexSaeResult", description = "The continuation, without the prompt.")
  record Text(String text) {}

  /**
   * What {@code /steering/generate} gives.
   *
   * @param steeringVectorId names the vector in later requests
   */
  @Schema(name = "MechanexVectorMade", description = "The vector that was made and stored.")
  record VectorMade(String steeringVectorId) {}

  static RunEvent processing(String message) {
    return new RunEvent("processing", message, null);
  }

  static RunEvent complete(Object result) {
    return new RunEvent("complete", null, result);
  }

  static RunEvent error(String message) {
    return new RunEvent("error", message, null);
  }
}
