package dev.drover.functions.openai;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Options of a stream.
 *
 * @param includeUsage whether a last chunk without choices carries the usage
 * @param includeObfuscation ignored: OpenAI pads its events against eavesdropping, this service
 *     does not
 */
@JsonNaming(SnakeCaseStrategy.class)
@Schema(name = "OpenAiStreamOptions")
public record StreamOptions(
    @Schema(
            description = "Whether a last chunk without choices carries the usage.",
            defaultValue = "false",
            nullable = true)
        Boolean includeUsage,
    @Schema(description = "Accepted and ignored.", nullable = true) Boolean includeObfuscation) {}
