package dev.drover.functions.fn;

import com.fasterxml.jackson.annotation.JsonFormat;
import dev.drover.engine.EnsembleMember;
import dev.drover.functions.steering.SteeringTermInput;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What a member of an ensemble does otherwise than the request says; null is not given.
 *
 * @param model its model's name; null for the request's
 * @param temperature only with the voting {@code majority}, as the next three
 * @param topK ≥ 0
 * @param topP above 0 to 1
 * @param seed any 64-bit value
 * @param steering vectors added to its hidden states
 * @param adapter name of a LoRA adapter
 */
@Schema(
    name = "EnsembleMember",
    description =
        "What a member of an ensemble does otherwise than the request says. How it draws can only be"
            + " said with the voting `majority`.")
record EnsembleMemberInput(
    @Schema(description = "Its model's name; without it the request's.") String model,
    @Schema(description = "Divides the logits; 0 is greedy.") Double temperature,
    @Schema(description = "How many of the most probable tokens stay.") Integer topK,
    @Schema(description = "Probability mass of the most probable tokens that stay.") Double topP,
    @Schema(description = "Seed of the random generator.") Long seed,
    @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
        @Schema(description = "Vectors added to the model's hidden states.")
        List<SteeringTermInput> steering,
    @Schema(description = "Name of one of the model's LoRA adapters.") String adapter) {

  EnsembleMember toMember() {
    return new EnsembleMember(
        model, temperature, topK, topP, seed, SteeringTermInput.plan(steering, null), adapter);
  }
}
