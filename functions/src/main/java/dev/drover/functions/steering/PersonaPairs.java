package dev.drover.functions.steering;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Contrast pairs that a model wrote for a persona.
 *
 * @param pairs fewer than asked for where too many were refused
 * @param avgFinalScore mean score, 0 without pairs
 */
@Schema(name = "PersonaPairs", description = "Contrast pairs that the model wrote for a persona.")
public record PersonaPairs(
    String personaName,
    String personaDescription,
    @Schema(description = "How many there are; fewer than asked for where too many were refused.")
        int totalPairs,
    List<Pair> pairs,
    double avgFinalScore) {

  /**
   * A question with two answers.
   *
   * @param positiveScore how much more probable a token of the positive answer is for the persona
   *     than for its opposite, as ln
   * @param negativeScore the same of the negative answer, for the opposite
   * @param score the mean of both, more than 0
   */
  @Schema(name = "PersonaPair", description = "A question with two answers.")
  public record Pair(
      String prompt,
      String positiveAnswer,
      String negativeAnswer,
      @Schema(
              description =
                  "How much more probable a token of the positive answer is for the persona than"
                      + " for its opposite, as ln.")
          double positiveScore,
      @Schema(description = "The same of the negative answer, for the opposite.")
          double negativeScore,
      @Schema(description = "The mean of both, more than 0.") double score) {}

  static PersonaPairs of(Persona persona, List<Pair> pairs) {
    return new PersonaPairs(
        persona.name(),
        persona.description(),
        pairs.size(),
        pairs,
        pairs.stream().mapToDouble(Pair::score).average().orElse(0));
  }
}
