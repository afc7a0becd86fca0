package dev.drover.functions.mechanex;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.drover.engine.GenerationRequest;
import dev.drover.engine.Limits;
import dev.drover.engine.sampling.SamplingMethods;
import dev.drover.engine.steering.SteeringPlan;
import dev.drover.engine.steering.SteeringSource;
import dev.drover.engine.steering.SteeringTerm;
import dev.drover.functions.steering.SteeringTermInput;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The body of {@code POST /generate} and {@code /steering/run}. Unknown fields are ignored, as the
 * protocol asks.
 *
 * @param prompt plain text to continue; no chat template is applied
 * @param maxTokens most tokens to generate; default 50
 * @param samplingMethod a name of {@link SamplingMethods}; default top-k
 * @param topK for top-k and multinomial
 * @param topP for top-p and multinomial
 * @param temperature default 0.7, for the Python client never sends its own
 * @param adsSubsetSize for ads
 * @param adsBeta for ads
 * @param steeringVectorId id of a stored vector, or null
 * @param steeringStrength multiplies the vector; default 0, which is no steering: the vector is not
 *     even looked for
 * @param multiplier at {@code /steering/run} a further factor, default 1; elsewhere ignored
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@Schema(
    name = "MechanexRunRequest",
    description = "A prompt and how to continue it. Unknown fields are ignored.")
record RunRequest(
    @Schema(required = true, description = "Text to continue; no chat template is applied.")
        String prompt,
    @Schema(description = "Most tokens to generate.", minimum = "1", defaultValue = "50")
        Integer maxTokens,
    @Schema(
            description =
                "How tokens are chosen: greedy, multinomial, top-k, top-p, min-p, typical or ads.",
            defaultValue = "top-k")
        String samplingMethod,
    @Schema(
            description = "How many of the most probable tokens stay, with top-k or multinomial.",
            minimum = "0")
        Integer topK,
    @Schema(
            description = "Probability mass of the tokens that stay, with top-p or multinomial.",
            minimum = "0",
            exclusiveMinimum = true,
            maximum = "1")
        Double topP,
    @Schema(
            description = "Divides the logits; 0 is greedy.",
            minimum = "0",
            maximum = "" + Limits.MAX_TEMPERATURE,
            defaultValue = "0.7")
        Double temperature,
    @Schema(
            description = "With ads: most tokens that a draw is from.",
            minimum = "1",
            maximum = "64",
            defaultValue = "8")
        Integer adsSubsetSize,
    @Schema(
            description = "With ads: weight of diversity against probability.",
            minimum = "0",
            maximum = "1",
            defaultValue = "0.3")
        Double adsBeta,
    @Schema(description = "Id of a stored steering vector, of the default model.")
        String steeringVectorId,
    @Schema(
            description = "Multiplies the vector; negative steers away, 0 is no steering.",
            minimum = "-" + Limits.MAX_STRENGTH,
            maximum = "" + Limits.MAX_STRENGTH,
            defaultValue = "0")
        Double steeringStrength,
    @Schema(
            description =
                "With `/mechanex/steering/run` only: multiplies the strength, which is 1 there"
                    + " where it is not given.",
            defaultValue = "1")
        Double multiplier) {

  /** What Mechanex calls the engine's fields. */
  static final Map<String, String> NAMES =
      Map.of(
          "max_new_tokens", "max_tokens",
          "steering", "steering_vector_id",
          "steering.strength", "steering_strength");

  static final int MAX_TOKENS = 50;
  static final double TEMPERATURE = 0.7;
  static final String METHOD = "top-k";

  /**
   * The request, checked. The client sends {@code top_k} and {@code top_p} whatever the method, so
   * only what belongs to the method counts.
   *
   * @throws dev.drover.engine.InvalidRequestException for the first field that breaks its rule
   */
  GenerationRequest toRequest() {
    return toRequest(steeringStrength == null ? 0 : steeringStrength);
  }

  /**
   * The same with {@code multiplier}, for a vector that is wanted unless its strength is 0.
   *
   * @throws dev.drover.engine.InvalidRequestException for the first field that breaks its rule
   */
  GenerationRequest toSteeredRequest() {
    double strength = steeringStrength == null ? 1 : steeringStrength;
    return toRequest(multiplier == null ? strength : multiplier * strength);
  }

  private GenerationRequest toRequest(double strength) {
    String method = samplingMethod == null ? METHOD : samplingMethod;
    String canonical = SamplingMethods.canonicalName(method).orElse(method);
    boolean every = canonical.equals("multinomial");
    return GenerationRequest.builder()
        .prompt(prompt)
        .maxNewTokens(maxTokens == null ? MAX_TOKENS : maxTokens)
        .method(method)
        .topK(every || canonical.equals("top-k") ? topK : null)
        .topP(every || canonical.equals("top-p") ? topP : null)
        .temperature(temperature == null ? TEMPERATURE : temperature)
        .ads(adsSubsetSize, adsBeta)
        .steering(plan(strength))
        .build();
  }

  private SteeringPlan plan(double strength) {
    return steeringVectorId == null || strength == 0
        ? SteeringPlan.NONE
        : SteeringPlan.of(
            SteeringTermInput.refusing(
                "steering_strength",
                () -> SteeringTerm.of(new SteeringSource.Stored(steeringVectorId), strength)));
  }
}
