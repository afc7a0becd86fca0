package dev.drover.functions.mechanex;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.drover.engine.InvalidRequestException;
import dev.drover.engine.steering.ContrastTriple;
import dev.drover.engine.steering.LayerName;
import dev.drover.functions.steering.SteeringTermInput;
import dev.drover.functions.steering.TrainingInput;
import java.util.List;
import java.util.OptionalInt;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The body of {@code POST /behaviors/create}. Unknown fields are ignored, as the protocol asks.
 *
 * @param behaviorName unique
 * @param prompts one a triple; prompt and answer are one text, without a chat template
 * @param positiveAnswers answers that show what is to be detected and subtracted
 * @param negativeAnswers answers that lack it
 * @param description or null
 * @param steeringVectorId a stored vector to subtract; null for one made of the triples
 * @param layerNames where it is detected: at most one name of {@link LayerName}; null for two
 *     thirds of the depth, or the vector's first layer if that comes before
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@Schema(
    name = "MechanexBehaviorRequest",
    description = "What a behaviour is learned from. Unknown fields are ignored.")
record BehaviorRequest(
    @Schema(required = true, description = "Unique.", maxLength = 200) String behaviorName,
    @Schema(
            required = true,
            description = "One a triple; prompt and answer are one text, without a chat template.")
        List<String> prompts,
    @Schema(
            required = true,
            description = "Answers that show what is to be detected and subtracted.")
        List<String> positiveAnswers,
    @Schema(required = true, description = "Answers that lack it.") List<String> negativeAnswers,
    String description,
    @Schema(
            description =
                "Id of a stored vector to subtract; without it one is made of the triples.")
        String steeringVectorId,
    @Schema(
            description =
                "Where it is detected: one layer, as `20` or `blocks.20.hook_resid_pre`. Without"
                    + " it two thirds of the depth, or the vector's first layer if that comes"
                    + " before.",
            maxItems = 1)
        List<String> layerNames) {

  /**
   * The triples.
   *
   * @throws InvalidRequestException naming the field, what must hold and the value given
   */
  List<ContrastTriple> triples() {
    Replies.required("prompts", prompts);
    return TrainingInput.toTriples(null, prompts, positiveAnswers, negativeAnswers);
  }

  /**
   * The layer that was asked for, if any.
   *
   * @throws InvalidRequestException if there are several, or it is none
   */
  OptionalInt layer() {
    if (layerNames == null || layerNames.isEmpty()) {
      return OptionalInt.empty();
    }
    if (layerNames.size() > 1) {
      throw new InvalidRequestException(
          "layer_names", "must hold at most 1 layer, given " + layerNames.size());
    }
    return OptionalInt.of(
        SteeringTermInput.refusing("layer_names", () -> LayerName.parse(layerNames.getFirst())));
  }
}
