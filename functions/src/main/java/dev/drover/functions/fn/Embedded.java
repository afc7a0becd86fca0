package dev.drover.functions.fn;

import dev.drover.engine.EmbeddingResult;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What {@code fn/embed} returns.
 *
 * @param model the model's name
 * @param embeddings one vector an input, in their order
 * @param dimensions the length of each
 * @param promptTokens tokens of all inputs
 */
@Schema(name = "EmbedOutput", description = "The vectors of the inputs.")
record Embedded(
    String model,
    @Schema(description = "One vector an input, in their order.") List<float[]> embeddings,
    @Schema(description = "The length of each vector.") int dimensions,
    @Schema(description = "Tokens of all inputs.") int promptTokens) {

  static Embedded of(String model, EmbeddingResult result) {
    List<float[]> embeddings = result.embeddings();
    return new Embedded(model, embeddings, embeddings.getFirst().length, result.promptTokens());
  }
}
