package dev.drover.functions.openai;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A request for embeddings, as it came: nothing is checked yet. Null is not given.
 *
 * @param model the model's name, {@code default} or null for the default one
 * @param input string, [string], [int] or [[int]]
 * @param encodingFormat {@code float} or {@code base64}; default {@code float}
 * @param dimensions how many leading dimensions are kept, ≥ 1
 * @param user whose request this is
 * @param pooling extension, {@code mean}, {@code cls} or {@code last}
 * @param adapter extension
 * @param priority extension, -100 to 100
 * @param deadlineMs extension, 1 to 86,400,000
 * @param others every other field; {@link OtherFields} says which are accepted
 */
@JsonNaming(SnakeCaseStrategy.class)
@Schema(name = "EmbeddingsRequest")
public record EmbeddingsRequest(
    @Schema(description = "A name that `/v1/models` lists, or `default`.", nullable = true)
        String model,
    @Schema(
            description = "A text or its token ids, or up to 2048 of either.",
            required = true,
            implementation = Object.class,
            oneOf = {String.class, String[].class, Integer[].class, Integer[][].class})
        JsonNode input,
    @Schema(
            description = "Numbers, or their bytes (32 bits each, the low byte first) in base64.",
            enumeration = {"float", "base64"},
            defaultValue = "float",
            nullable = true)
        String encodingFormat,
    @Schema(
            description = "How many leading dimensions are kept; by default all.",
            minimum = "1",
            nullable = true)
        Integer dimensions,
    @Schema(description = "Whose request this is.", maxLength = 256, nullable = true) String user,
    @Schema(
            description =
                "Extension: how the vectors of a text's tokens become one: the average, the first"
                    + " or the last; by default what the model asks for, or else the last (the average of"
                    + " an encoder).",
            enumeration = {"mean", "cls", "last"},
            nullable = true)
        String pooling,
    @Schema(description = "Extension: name of one of the model's LoRA adapters.", nullable = true)
        String adapter,
    @Schema(
            description = "Extension: the lower is served first.",
            minimum = "-100",
            maximum = "100",
            defaultValue = "0",
            nullable = true)
        Integer priority,
    @Schema(
            description = "Extension: milliseconds after which the request ends.",
            minimum = "1",
            maximum = "86400000",
            nullable = true)
        Long deadlineMs,
    @JsonAnySetter @Schema(hidden = true) Map<String, Object> others) {}
