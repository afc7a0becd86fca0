package dev.drover.functions.mechanex;

import dev.drover.functions.steering.PersonaPairs;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What {@code POST /steering/generate-pairs} gives.
 *
 * @param persona the persona's name
 * @param personaDescription its description, or empty
 * @param totalPairs how many pairs there are, fewer than asked for where too many were refused
 * @param pairs prompts with two answers and their scores
 * @param avgFinalScore mean of the scores, 0 without pairs
 */
@Schema(name = "MechanexPairsReply", description = "Contrast pairs that the model wrote.")
record PairsReply(
    String persona,
    String personaDescription,
    @Schema(description = "How many there are; fewer than asked for where too many were refused.")
        int totalPairs,
    List<PersonaPairs.Pair> pairs,
    double avgFinalScore) {

  static PairsReply of(PersonaPairs pairs) {
    return new PairsReply(
        pairs.personaName(),
        pairs.personaDescription(),
        pairs.totalPairs(),
        pairs.pairs(),
        pairs.avgFinalScore());
  }
}
