package dev.drover.functions.mechanex;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The body of {@code POST /steering/evaluate}. Unknown fields are ignored, as the protocol asks,
 * and so are {@code persona_description} and {@code judge_model}: nothing here judges.
 *
 * @param steeringVectorId id of a stored vector, of the default model
 * @param positiveTexts that show what the vector is for
 * @param negativeTexts that lack it
 * @param multiplier strength under which the test prompts are continued; default 1
 * @param testPrompts continued with and without the vector, or null
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@Schema(
    name = "MechanexEvaluateRequest",
    description =
        "Which vector to judge, and by what. Unknown fields, `persona_description` and"
            + " `judge_model` are ignored.")
record EvaluateRequest(
    @Schema(required = true, description = "Id of a stored vector, of the default model.")
        String steeringVectorId,
    @Schema(
            required = true,
            description = "Texts that show what the vector is for.",
            maxItems = 512)
        List<String> positiveTexts,
    @Schema(required = true, description = "Texts that lack it.", maxItems = 512)
        List<String> negativeTexts,
    @Schema(
            description = "The strength under which the test prompts are continued.",
            defaultValue = "1")
        Double multiplier,
    @Schema(description = "Texts to continue with and without the vector.", maxItems = 16)
        List<String> testPrompts) {

  /** Most test prompts: the client waits a minute for the reply. */
  static final int MAX_TEST_PROMPTS = 16;
}
