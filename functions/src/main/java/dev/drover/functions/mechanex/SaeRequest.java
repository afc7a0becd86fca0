package dev.drover.functions.mechanex;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.drover.engine.GenerationRequest;
import dev.drover.engine.Limits;
import dev.drover.engine.steering.SteeringPlan;
import dev.drover.engine.steering.SteeringSource;
import dev.drover.engine.steering.SteeringTerm;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The body of {@code POST /sae/generate}. Unknown fields are ignored, as the protocol asks.
 *
 * @param prompt plain text to continue; no chat template is applied
 * @param maxNewTokens most tokens to generate; default 50
 * @param behaviorNames subtracted where they are detected; null or none, as for the client's own
 *     models: no behaviour is watched for
 * @param forceSteering subtracted everywhere
 * @param temperature default 0.7, for the Python client never sends one
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@Schema(
    name = "MechanexSaeRequest",
    description = "A prompt to continue, and behaviours to subtract. Unknown fields are ignored.")
record SaeRequest(
    @Schema(required = true, description = "Text to continue; no chat template is applied.")
        String prompt,
    @Schema(description = "Most tokens to generate.", minimum = "1", defaultValue = "50")
        Integer maxNewTokens,
    @Schema(
            description =
                "Behaviours to subtract from tokens that show them; without it none is watched for.",
            maxItems = Limits.MAX_STEERING_TERMS)
        List<String> behaviorNames,
    @Schema(
            description = "Behaviours to subtract from all tokens, detected or not.",
            maxItems = Limits.MAX_STEERING_TERMS)
        List<String> forceSteering,
    @Schema(
            description = "Divides the logits; 0 is greedy.",
            minimum = "0",
            maximum = "" + Limits.MAX_TEMPERATURE,
            defaultValue = "0.7")
        Double temperature) {

  /** What Mechanex calls the engine's fields. */
  Map<String, String> names() {
    return Map.of("steering", given(behaviorNames).isEmpty() ? "force_steering" : "behavior_names");
  }

  /**
   * The request, checked. A behaviour that is in both lists is forced.
   *
   * @throws dev.drover.engine.InvalidRequestException for the first field that breaks its rule
   */
  GenerationRequest toRequest() {
    Map<String, Boolean> forced = new LinkedHashMap<>();
    given(behaviorNames).forEach(name -> forced.put(name, false));
    given(forceSteering).forEach(name -> forced.put(name, true));
    List<SteeringTerm> terms =
        forced.entrySet().stream()
            .map(entry ->
                SteeringTerm.of(new SteeringSource.Behavior(entry.getKey(), entry.getValue()), 1))
            .toList();
    return GenerationRequest.builder()
        .prompt(prompt)
        .maxNewTokens(maxNewTokens == null ? RunRequest.MAX_TOKENS : maxNewTokens)
        .method(RunRequest.METHOD)
        .temperature(temperature == null ? RunRequest.TEMPERATURE : temperature)
        .steering(new SteeringPlan(terms, false))
        .build();
  }

  private static List<String> given(List<String> names) {
    return names == null ? List.of() : names;
  }
}
