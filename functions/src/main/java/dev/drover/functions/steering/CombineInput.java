package dev.drover.functions.steering;

import dev.drover.engine.InvalidRequestException;
import dev.drover.engine.Limits;
import java.util.List;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Stored vectors of one model that are to become one. */
@Schema(description = "Stored vectors of one model to add up to a new one.")
public record CombineInput(
    @Schema(required = true, minItems = 1, maxItems = CombineInput.MAX_TERMS) List<Term> terms,
    @Schema(required = true) String name,
    String label,
    String category) {
  /** Most vectors that one is made of. */
  static final int MAX_TERMS = 64;

  /** One of the vectors. */
  @Schema(name = "CombineTerm", description = "`strength` times a vector, in some of its layers.")
  public record Term(
      @Schema(required = true) String vectorId,
      @Schema(defaultValue = "1") Double strength,
      @Schema(description = "Without it all of the vector's.") List<Integer> layers) {

    double strengthOrOne() {
      return strength == null ? 1 : strength;
    }
  }

  /**
   * Refuses what is wrong whatever is stored.
   *
   * @throws InvalidRequestException naming the field, its limit and the value given
   */
  void check() {
    VectorChange.requireNoPreset(category);
    if (terms == null || terms.isEmpty() || terms.size() > MAX_TERMS) {
      throw new InvalidRequestException(
          "terms",
          "must hold 1 to %d terms, given %s"
              .formatted(MAX_TERMS, terms == null ? "none" : terms.size()));
    }
    for (int i = 0; i < terms.size(); i++) {
      Term term = terms.get(i);
      String field = "terms[" + i + "]";
      if (term.vectorId == null) {
        throw new InvalidRequestException(field + ".vector_id", "is required");
      }
      requireStrength(field + ".strength", term.strengthOrOne());
      if (term.layers != null
          && (term.layers.isEmpty() || term.layers.stream().anyMatch(Objects::isNull))) {
        throw new InvalidRequestException(
            field + ".layers", "must hold at least one layer, given " + term.layers);
      }
    }
  }

  /** Refuses what no request may steer with. */
  static void requireStrength(String field, double strength) {
    if (!(Math.abs(strength) <= Limits.MAX_STRENGTH)) {
      throw new InvalidRequestException(
          field,
          "must be between -%s and %s, given %s"
              .formatted(Limits.MAX_STRENGTH, Limits.MAX_STRENGTH, strength));
    }
  }
}
