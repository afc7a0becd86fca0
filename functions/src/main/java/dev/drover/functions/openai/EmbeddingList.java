package dev.drover.functions.openai;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The answer to a request for embeddings.
 *
 * @param object {@code list}
 * @param data one entry an input, in their order
 * @param model the model that answered
 * @param usage tokens counted
 */
@RegisterForReflection
@Schema(name = "EmbeddingList")
public record EmbeddingList(String object, List<Entry> data, String model, Usage usage) {

  /**
   * The vector of one input.
   *
   * @param object {@code embedding}
   * @param index which input, from 0
   * @param embedding a {@code float[]}, or a {@code byte[]}, which is written in base64
   */
  @RegisterForReflection
  @Schema(name = "Embedding")
  public record Entry(
      String object,
      int index,
      @Schema(
              description = "Numbers, or in base64 their bytes.",
              oneOf = {Float[].class, String.class})
          Object embedding) {}

  /**
   * Tokens counted.
   *
   * @param promptTokens of all inputs
   * @param totalTokens the same
   */
  @RegisterForReflection
  @JsonNaming(SnakeCaseStrategy.class)
  @Schema(name = "EmbeddingUsage")
  public record Usage(int promptTokens, int totalTokens) {}
}
