package dev.drover.functions.openai;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The form an answer must have.
 *
 * @param type {@code text}; others are refused
 * @param others what other types carry
 */
@Schema(name = "OpenAiResponseFormat")
public record ResponseFormat(
    @Schema(required = true, enumeration = "text") String type,
    @JsonAnySetter @Schema(hidden = true) Map<String, Object> others) {}
