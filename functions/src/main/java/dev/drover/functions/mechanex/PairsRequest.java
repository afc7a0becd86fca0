package dev.drover.functions.mechanex;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.drover.engine.InvalidRequestException;
import dev.drover.functions.steering.PairWriter;
import dev.drover.functions.steering.Persona;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The body of {@code POST /steering/generate-pairs}. Unknown fields are ignored, as the protocol
 * asks, and so is {@code batch_size}: all pairs are written together.
 *
 * @param personaName who is to answer
 * @param personaDescription what they are like, or null
 * @param negativeDescription what their opposite is like, or null
 * @param numPairs how many; default 50
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@Schema(
    name = "MechanexPairsRequest",
    description =
        "For whom the default model is to write contrast pairs. Unknown fields and `batch_size`"
            + " are ignored: all pairs are written together.")
record PairsRequest(
    @Schema(required = true, maxLength = Persona.MAX_NAME) String personaName,
    @Schema(maxLength = Persona.MAX_DESCRIPTION) String personaDescription,
    @Schema(
            description = "What the opposite is like; without it \"the opposite\".",
            maxLength = Persona.MAX_DESCRIPTION)
        String negativeDescription,
    @Schema(minimum = "1", maximum = "" + PairWriter.MAX_PAIRS, defaultValue = "50")
        Integer numPairs) {
  private static final int PAIRS = 50;

  /**
   * The persona.
   *
   * @throws InvalidRequestException naming the field, its limit and the value given
   */
  Persona persona() {
    return new Persona(personaName, personaDescription, negativeDescription);
  }

  int count() {
    return numPairs == null ? PAIRS : numPairs;
  }
}
