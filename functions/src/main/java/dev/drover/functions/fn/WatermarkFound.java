package dev.drover.functions.fn;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.drover.engine.sampling.WatermarkDetector;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What {@code fn/watermark-detect} returns.
 *
 * @param model the model's name
 * @param scored how many different pairs of neighbouring tokens the text has
 * @param green how many of them end in a token that the watermark favours
 * @param zScore by how many standard deviations that is more than by chance
 * @param pValue how probable as many or more are without a watermark
 */
@Schema(name = "WatermarkDetectOutput", description = "How likely a text carries a watermark.")
record WatermarkFound(
    String model,
    @Schema(description = "How many different pairs of neighbouring tokens the text has.")
        int scored,
    @Schema(description = "How many of them end in a token that the watermark favours.") int green,
    @JsonProperty("z_score")
        @Schema(description = "By how many standard deviations that is more than by chance.")
        double zScore,
    @JsonProperty("p_value")
        @Schema(description = "How probable as many or more are without a watermark.")
        double pValue) {

  static WatermarkFound of(String model, WatermarkDetector.Finding found) {
    return new WatermarkFound(model, found.scored(), found.green(), found.zScore(), found.pValue());
  }
}
