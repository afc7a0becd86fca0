package dev.drover.functions.steering;

import dev.drover.engine.InvalidRequestException;
import dev.drover.functions.store.StoredVector;
import dev.drover.functions.store.VectorLabels;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What to call a vector from now on. What is not given stays. */
@Schema(
    name = "VectorChange",
    description = "What to call a vector from now on; what is not given stays.")
public record VectorChange(
    String name,
    @Schema(description = "Empty removes it.") String label,
    @Schema(description = "Empty removes it.") String category,
    @Schema(
            description =
                "The version that was read: refused if the vector was changed since. Without it,"
                    + " and without the header `If-Match`, the last change wins.")
        Long version) {

  /**
   * The labels of a vector after this change.
   *
   * @throws InvalidRequestException naming the field, what must hold and the value given
   */
  VectorLabels applyTo(StoredVector vector) {
    if (VectorLabels.PRESET.equals(vector.category())) {
      throw new InvalidRequestException(
          "category", "must not be preset: Drover finds a preset's vector by its name");
    }
    requireNoPreset(category);
    return new VectorLabels(
        name == null ? vector.name() : name,
        changed(vector.label(), label),
        changed(vector.category(), category));
  }

  /** The same change, refused if the vector has another version, unless it names one already. */
  VectorChange ifStill(long current) {
    return new VectorChange(
        name, label, category, version == null ? Long.valueOf(current) : version);
  }

  /** Refuses the category that is Drover's own. */
  static void requireNoPreset(String category) {
    if (VectorLabels.PRESET.equals(category)) {
      throw new InvalidRequestException(
          "category", "must not be preset, which Drover makes itself");
    }
  }

  private static String changed(String old, String now) {
    if (now == null) {
      return old;
    }
    return now.isEmpty() ? null : now;
  }
}
