package dev.drover.functions.fn;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.drover.engine.InvalidRequestException;
import dev.drover.engine.SamplingLimits;
import dev.drover.engine.sampling.WatermarkDetector;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What {@code fn/watermark-detect} takes: a text or its tokens, and how it may have been marked.
 *
 * @param model the model's name, or null
 * @param text the text to look through, at most {@link TokenizeInput#MAX_TEXT} characters
 * @param tokens its token ids in its place, at most {@link TokenizeInput#MAX_TEXT}
 * @param gamma as {@code watermark_gamma} of the generation
 * @param key as {@code watermark_key} of the generation
 */
@Schema(description = "Exactly one of `text` and `tokens`, and how the text may have been marked.")
record WatermarkInput(
    @Schema(description = "The model that may have written the text.", defaultValue = "default")
        String model,
    @Schema(description = "The text.", maxLength = TokenizeInput.MAX_TEXT) String text,
    @Schema(description = "Its token ids in its place.", maxItems = TokenizeInput.MAX_TEXT)
        List<Integer> tokens,
    @JsonProperty("watermark_gamma")
        @Schema(
            description = "As in the generation.",
            minimum = "0",
            exclusiveMinimum = true,
            maximum = "1",
            exclusiveMaximum = true,
            defaultValue = "0.25")
        Double gamma,
    @JsonProperty("watermark_key")
        @Schema(description = "As in the generation.", defaultValue = "15485863")
        Long key) {

  /**
   * Checks what can be checked without the model.
   *
   * @throws InvalidRequestException for the first field that breaks its rule
   */
  WatermarkInput {
    if ((text == null) == (tokens == null)) {
      throw new InvalidRequestException("text", "or `tokens` is required, and not both");
    }
    TokenizeInput.atMost("text", "characters", text == null ? 0 : text.length());
    if (text != null && !StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw new InvalidRequestException(
          "text", "must be well-formed Unicode, given a lone surrogate");
    }
    TokenizeInput.atMost("tokens", "token ids", tokens == null ? 0 : tokens.size());
  }

  /**
   * What finds the mark.
   *
   * @throws InvalidRequestException if gamma is no share
   */
  WatermarkDetector detector() {
    return new WatermarkDetector(SamplingLimits.watermark(gamma, key));
  }
}
