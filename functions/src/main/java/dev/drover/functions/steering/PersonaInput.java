package dev.drover.functions.steering;

import dev.drover.engine.InvalidRequestException;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** For whom contrast pairs are to be written. */
@Schema(description = "A persona that the model is to write contrast pairs for.")
public record PersonaInput(
    @Schema(description = "The model's name.", defaultValue = "default") String model,
    @Schema(required = true, maxLength = Persona.MAX_NAME) String personaName,
    @Schema(maxLength = Persona.MAX_DESCRIPTION) String personaDescription,
    @Schema(
            description = "What the opposite is like; without it \"the opposite\".",
            maxLength = Persona.MAX_DESCRIPTION)
        String negativeDescription,
    @Schema(
            minimum = "1",
            maximum = "" + PairWriter.MAX_PAIRS,
            defaultValue = "" + PersonaInput.PAIRS)
        Integer numPairs,
    @Schema(description = "Seed of all random numbers; without it one is drawn.") Long seed) {
  static final int PAIRS = 20;

  /**
   * The persona.
   *
   * @throws InvalidRequestException naming the field, its limit and the value given
   */
  Persona toPersona() {
    return new Persona(personaName, personaDescription, negativeDescription);
  }

  int pairs() {
    return numPairs == null ? PAIRS : numPairs;
  }
}
