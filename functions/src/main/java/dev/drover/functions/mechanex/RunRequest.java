package dev.drover.functions.mechanex;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.drover.engine.GenerationRequest;
import dev.drover.engine.Limits;
import dev.drover.engine.sampling.SamplingMethods;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The body of {@code POST /generate}. Unknown fields are ignored, as the protocol asks.
 *
 * @param prompt plain text to continue; no chat template is applied
 * @param maxTokens most tokens to generate; default 50
 * @param samplingMethod a name of {@link SamplingMethods}; default top-k
 * @param topK for top-k and multinomial
 * @param topP for top-p and multinomial
 * @param temperature default 0.7, for the Python client never sends its own
 * @param steeringVectorId a vector, or null
 * @param steeringStrength multiplies the vector; default 0, which is no steering
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
                "How tokens are chosen: greedy, multinomial, top-k, top-p, min-p or typical.",
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
    @Schema(description = "A steering vector; none is known to this version.")
        String steeringVectorId,
    @Schema(description = "Multiplies the vector; 0 is no steering.", defaultValue = "0")
        Double steeringStrength) {

  private static final int MAX_TOKENS = 50;
  private static final double TEMPERATURE = 0.7;
  private static final String METHOD = "top-k";

  /** Whether the request asks for a change of the model's activations. */
  boolean steered() {
    return steeringVectorId != null && steeringStrength != null && steeringStrength != 0;
  }

  /**
   * The request, checked. The client sends {@code top_k} and {@code top_p} whatever the method, so
   * only what belongs to the method counts.
   *
   * @throws dev.drover.engine.InvalidRequestException for the first field that breaks its rule
   */
  GenerationRequest toRequest() {
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
        .build();
  }
}
