package dev.drover.functions.fn;

import com.fasterxml.jackson.databind.JsonNode;
import dev.drover.engine.EmbeddingRequest;
import dev.drover.engine.InvalidRequestException;
import dev.drover.engine.Limits;
import dev.drover.functions.PromptForms;
import java.time.Duration;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What {@code fn/embed} takes: texts or token ids and the options of {@link
 * EmbeddingRequest.Builder}, which says what each means and what null stands for.
 */
@Schema(description = "Texts and how to turn them into vectors.")
record EmbedInput(
    @Schema(description = "The model's name.", defaultValue = "default") String model,
    @Schema(
            description =
                "A text or its token ids, or a list of up to "
                    + Limits.MAX_INPUTS
                    + " of either, each as long as the model's context at most.",
            required = true,
            implementation = Object.class,
            oneOf = {String.class, String[].class, Integer[].class, Integer[][].class})
        JsonNode input,
    @Schema(
            description =
                "How the vectors of a text's tokens become one: the average, the first or the last;"
                    + " by default what the model asks for, or else the last (the average of an encoder).",
            enumeration = {"mean", "cls", "last"})
        String pooling,
    @Schema(description = "Whether vectors are scaled to length 1.", defaultValue = "true")
        Boolean normalize,
    @Schema(description = "How many leading dimensions are kept; by default all.", minimum = "1")
        Integer dimensions,
    @Schema(description = "Name of one of the model's LoRA adapters.") String adapter,
    @Schema(
            description = "The lower is served first.",
            minimum = "" + Limits.LEAST_PRIORITY,
            maximum = "" + Limits.GREATEST_PRIORITY,
            defaultValue = "0")
        Integer priority,
    @Schema(
            description = "Whose request this is: clients of one priority get equal shares.",
            maxLength = Limits.MAX_CLIENT_LENGTH)
        String client,
    @Schema(
            description = "Milliseconds after which the request ends, also while it waits.",
            minimum = "1",
            maximum = "86400000")
        Long deadlineMs) {

  /**
   * The request, checked against {@link Limits}.
   *
   * @throws InvalidRequestException for the first field that breaks its rule
   */
  EmbeddingRequest toRequest() {
    return EmbeddingRequest.builder()
        .inputs(PromptForms.of("input", input))
        .pooling(pooling)
        .normalize(normalize)
        .dimensions(dimensions)
        .adapter(adapter)
        .priority(priority)
        .client(client)
        .deadline(deadlineMs == null ? null : Duration.ofMillis(deadlineMs))
        .build();
  }
}
