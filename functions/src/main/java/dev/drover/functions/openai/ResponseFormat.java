package dev.drover.functions.openai;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.drover.engine.InvalidRequestException;
import dev.drover.engine.constraint.Constraint;
import dev.drover.functions.Constraints;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The form an answer must have.
 *
 * @param type {@code text}, {@code json_object} or {@code json_schema}
 * @param jsonSchema the schema of the latter
 * @param schema the same as llama.cpp's server takes it, with {@code json_object}
 * @param others what other types carry
 */
@JsonNaming(SnakeCaseStrategy.class)
@Schema(name = "OpenAiResponseFormat")
public record ResponseFormat(
    @Schema(
            required = true,
            enumeration = {"text", "json_object", "json_schema"})
        String type,
    @Schema(description = "Only with the type `json_schema`.", nullable = true)
        NamedSchema jsonSchema,
    @Schema(hidden = true) JsonNode schema,
    @JsonAnySetter @Schema(hidden = true) Map<String, Object> others) {

  /**
   * A schema with a name.
   *
   * @param name what it is called; without effect
   * @param description what it is for; without effect
   * @param schema the schema
   * @param strict false: keywords that cannot be held to are ignored; else they are refused
   */
  @Schema(name = "OpenAiJsonSchema")
  public record NamedSchema(
      @Schema(description = "What it is called.", nullable = true) String name,
      @Schema(description = "What it is for.", nullable = true) String description,
      @Schema(
              description = "A JSON schema, 2020-12.",
              required = true,
              implementation = Object.class)
          JsonNode schema,
      @Schema(
              description =
                  "If false, keywords that cannot be held to are ignored; else they are refused.",
              nullable = true)
          Boolean strict) {}

  /**
   * The constraint it stands for; none for text.
   *
   * @throws InvalidRequestException if the type is not known, or lacks its schema
   */
  static List<Constraint> constraints(ResponseFormat format) {
    if (format == null) {
      return List.of();
    }
    return switch (format.type) {
      case "text" -> List.of();
      case "json_object" ->
          Constraints.of(format.schema, false, format.schema == null, null, null, null);
      case "json_schema" -> {
        NamedSchema named = format.jsonSchema;
        if (named == null || named.schema == null || named.schema.isNull()) {
          throw new InvalidRequestException("response_format", "must have `json_schema.schema`");
        }
        boolean lenient = Boolean.FALSE.equals(named.strict);
        yield Constraints.of(named.schema, lenient, false, null, null, null);
      }
      case null, default ->
          throw new InvalidRequestException(
              "response_format",
              "must be of type text, json_object or json_schema, given " + format.type);
    };
  }
}
