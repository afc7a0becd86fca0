package dev.drover.functions.steering;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import dev.drover.functions.store.StoredVector;
import dev.drover.functions.store.VectorSummary;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A stored vector as answers tell of it, without its numbers.
 *
 * @param suggestedStrength the strength that costs 1.2 times the perplexity; absent in lists and
 *     where nothing is known
 * @param warnings absent in lists
 * @param training what is known of its making; absent in lists and where nothing is known
 */
@Schema(name = "Vector", description = "A stored steering vector, without its numbers.")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VectorDescription(
    String id,
    String name,
    String label,
    String category,
    @Schema(description = "How it was made: a training method, `combined` or `uploaded`.")
        String method,
    @Schema(description = "The model it steers; the same for every quantisation of it.")
        String modelFingerprint,
    @Schema(description = "That model's name when the vector was made.") String model,
    @Schema(description = "Layer l is what enters block l, counted from 1.") List<Integer> layers,
    @Schema(description = "Numbers in each layer.") int width,
    Instant createdAt,
    Instant updatedAt,
    @Schema(description = "1 at first, one more with each change; also the `ETag`.") long version,
    @Schema(
            description =
                "The strength that costs 1.2 times the perplexity on neutral text, where known.")
        Double suggestedStrength,
    List<String> warnings,
    @Schema(
            description = "What is known of its making; not in lists.",
            implementation = TrainingReport.class)
        JsonNode training) {

  static VectorDescription of(VectorSummary v) {
    return new VectorDescription(
        v.id(),
        v.name(),
        v.label(),
        v.category(),
        v.method(),
        v.modelFingerprint(),
        v.modelName(),
        v.layers(),
        v.width(),
        v.createdAt(),
        v.updatedAt(),
        v.version(),
        null,
        null,
        null);
  }

  /**
   * The whole description.
   *
   * @param training the stored summary, or null
   */
  static VectorDescription of(StoredVector v, JsonNode training) {
    JsonNode strength = training == null ? null : training.get("strength_at_cost");
    return new VectorDescription(
        v.id(),
        v.name(),
        v.label(),
        v.category(),
        v.method(),
        v.modelFingerprint(),
        v.modelName(),
        List.copyOf(v.vector().layers()),
        v.vector().width(),
        v.createdAt(),
        v.updatedAt(),
        v.version(),
        strength != null && strength.isNumber() ? strength.doubleValue() : null,
        training == null
            ? List.of()
            : training.path("warnings").valueStream().map(JsonNode::asText).toList(),
        training);
  }
}
