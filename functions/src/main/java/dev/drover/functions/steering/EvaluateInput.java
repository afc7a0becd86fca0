package dev.drover.functions.steering;

import dev.drover.engine.InvalidRequestException;
import dev.drover.engine.steering.ContrastTriple;
import dev.drover.engine.steering.SteeringPreset;
import dev.drover.engine.training.VectorEvaluator;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** By what a vector is to be judged, and at which strengths. */
@Schema(
    description =
        "Triples to judge a vector by, which it should not be made of: `triples`, the three lists"
            + " `prompts`, `positive_answers`, `negative_answers`, or those that Drover keeps for a"
            + " `preset`.")
public record EvaluateInput(
    @Schema(description = "The model's name; without it the one that the vector was made for.")
        String model,
    List<TrainingInput.Triple> triples,
    List<String> prompts,
    List<String> positiveAnswers,
    List<String> negativeAnswers,
    @Schema(description = "Name of a preset.") String preset,
    @Schema(description = "The subject of the preset `domain_specific`.") String domain,
    @Schema(
            description = "Without it -1, -0.5, 0, 0.25, 0.5, 1, 1.5 and 2.",
            maxItems = VectorEvaluator.MAX_STRENGTHS)
        List<Double> strengths,
    @Schema(description = "Whether the chat template is used; without it as in training.")
        Boolean chat) {
  /** Most triples that an answer is waited for. */
  static final int MAX_TRIPLES = 256;

  /**
   * The triples.
   *
   * @throws InvalidRequestException naming the field, what must hold and the value given
   */
  List<ContrastTriple> toTriples() {
    if (preset == null) {
      if (domain != null) {
        throw new InvalidRequestException("domain", "must be given with a preset only");
      }
      List<ContrastTriple> given =
          TrainingInput.toTriples(triples, prompts, positiveAnswers, negativeAnswers);
      if (given.size() > MAX_TRIPLES) {
        throw new InvalidRequestException(
            triples == null ? "prompts" : "triples",
            "must hold at most " + MAX_TRIPLES + " entries, given " + given.size());
      }
      return given;
    }
    if (triples != null || prompts != null || positiveAnswers != null || negativeAnswers != null) {
      throw new InvalidRequestException("preset", "must be given without triples of your own");
    }
    SteeringPreset known =
        SteeringPreset.of(preset)
            .orElseThrow(() ->
                new InvalidRequestException(
                    "preset", "must be one of " + SteeringPreset.names() + ", given " + preset));
    return SteeringTermInput.refusing("domain", () -> known.holdout(domain));
  }

  /**
   * The strengths.
   *
   * @throws InvalidRequestException naming the field, its limit and the value given
   */
  List<Double> strengthsOrDefault() {
    if (strengths == null) {
      return VectorEvaluator.STRENGTHS;
    }
    for (int i = 0; i < strengths.size(); i++) {
      CombineInput.requireStrength("strengths[" + i + "]", strengths.get(i));
    }
    return strengths;
  }
}
