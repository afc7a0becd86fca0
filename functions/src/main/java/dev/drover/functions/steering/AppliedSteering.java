package dev.drover.functions.steering;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.drover.engine.AppliedTerm;
import dev.drover.engine.steering.SteeringSource;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What one term of a request's steering did, as answers tell it.
 *
 * @param vector what the request named: an id, {@code preset:NAME}, {@code behavior:NAME} or {@code
 *     inline}
 * @param strength the strength applied
 * @param layers one entry a layer
 */
@Schema(name = "AppliedSteering", description = "What one term of a request's steering did.")
public record AppliedSteering(
    @Schema(description = "An id, `preset:NAME`, `behavior:NAME` or `inline`.") String vector,
    double strength,
    List<Layer> layers) {

  /** What was added in one layer. */
  @Schema(name = "AppliedSteeringLayer", description = "What was added in one layer.")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Layer(
      int layer,
      @Schema(description = "Tokens added to while this request was computed, all choices.")
          long positions,
      @Schema(
              description =
                  "Mean length of what was added, as a share of the hidden state's; the first token"
                      + " is left out.")
          Double normRatio) {}

  /** The terms of a result, or null if there are none. */
  public static List<AppliedSteering> listOf(List<AppliedTerm> terms) {
    return terms.isEmpty() ? null : terms.stream().map(AppliedSteering::of).toList();
  }

  private static AppliedSteering of(AppliedTerm term) {
    return new AppliedSteering(
        name(term.source()),
        term.strength(),
        term.layers().stream()
            .map(effect ->
                new Layer(
                    effect.layer(), effect.positions(), TrainingReport.finite(effect.normRatio())))
            .toList());
  }

  private static String name(SteeringSource source) {
    return switch (source) {
      case SteeringSource.Inline inline -> "inline";
      case SteeringSource.Stored(String id) -> id;
      case SteeringSource.Preset(String name, String domain) ->
          "preset:" + name + (domain == null ? "" : ":" + domain);
      case SteeringSource.Behavior(String name, boolean forced) -> "behavior:" + name;
    };
  }
}
