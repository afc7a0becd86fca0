package dev.drover.functions.mechanex;

import dev.drover.functions.store.VectorSummary;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A steering vector as Mechanex lists it.
 *
 * @param id names it in requests
 * @param name what people call it
 * @param label or null
 * @param category or null
 * @param method how it was made
 * @param model the model it was made for
 * @param layers the layers it steers, ascending
 * @param createdAt when, ISO 8601
 */
@Schema(name = "MechanexVector", description = "A stored steering vector.")
record StoredVectorView(
    String id,
    String name,
    @Schema(nullable = true) String label,
    @Schema(nullable = true) String category,
    String method,
    String model,
    List<Integer> layers,
    String createdAt) {

  static StoredVectorView of(VectorSummary vector) {
    return new StoredVectorView(
        vector.id(),
        vector.name(),
        vector.label(),
        vector.category(),
        vector.method(),
        vector.modelName(),
        vector.layers(),
        vector.createdAt().toString());
  }
}
