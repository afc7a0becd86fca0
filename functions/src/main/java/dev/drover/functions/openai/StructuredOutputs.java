package dev.drover.functions.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.drover.engine.InvalidRequestException;
import dev.drover.engine.constraint.Constraint;
import dev.drover.functions.Constraints;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What a text must be, in the form of vLLM's extension of OpenAI's API. Its older fields of one
 * constraint each, and those of llama.cpp's server, mean the same.
 *
 * @param json a JSON schema
 * @param jsonObject whether the text must be JSON
 * @param regex a regular expression that the whole text must match
 * @param choice texts of which one must be the whole text
 * @param grammar a grammar in GBNF
 * @param after text that ends a free beginning, after which the constraints hold
 * @param ignoreUnsupportedKeywords whether keywords of the schema that cannot be held to are
 *     ignored
 */
@JsonNaming(SnakeCaseStrategy.class)
@Schema(name = "StructuredOutputs")
public record StructuredOutputs(
    @Schema(description = "A JSON schema, 2020-12.", implementation = Object.class, nullable = true)
        JsonNode json,
    @Schema(description = "Whether the text must be some JSON object or array.", nullable = true)
        Boolean jsonObject,
    @Schema(description = "A regular expression that the whole text must match.", nullable = true)
        String regex,
    @Schema(description = "Texts of which one must be the whole text.", nullable = true)
        List<String> choice,
    @Schema(description = "A grammar in GBNF.", nullable = true) String grammar,
    @Schema(description = "Text that ends a free beginning, such as `</think>`.", nullable = true)
        String after,
    @Schema(
            description = "Whether keywords of the schema that cannot be held to are ignored.",
            defaultValue = "false",
            nullable = true)
        Boolean ignoreUnsupportedKeywords) {

  /** The older fields, which a request may have at its top. */
  static final Set<String> LEGACY =
      Set.of(
          "grammar",
          "json_schema",
          "guided_json",
          "guided_regex",
          "guided_choice",
          "guided_grammar");

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * The constraints of a request, in whatever fields they come.
   *
   * @param outputs null for none
   * @param others the request's fields without a place in its record, or null
   * @throws InvalidRequestException if a field has the wrong type
   */
  static List<Constraint> constraints(StructuredOutputs outputs, Map<String, Object> others) {
    List<Constraint> all = new ArrayList<>();
    if (outputs != null) {
      all.addAll(
          Constraints.of(
              outputs.json,
              outputs.ignoreUnsupportedKeywords,
              outputs.jsonObject,
              outputs.regex,
              outputs.grammar,
              outputs.choice));
    }
    if (others != null) {
      JsonNode schema = node(others.get("json_schema"));
      all.addAll(Constraints.of(schema, false, false, null, text(others, "grammar"), null));
      all.addAll(
          Constraints.of(
              node(others.get("guided_json")),
              false,
              false,
              text(others, "guided_regex"),
              text(others, "guided_grammar"),
              texts(others)));
    }
    return all;
  }

  /** This API's names of the fields that an error may be about. */
  static Map<String, String> names(StructuredOutputs outputs, Map<String, Object> others) {
    if (outputs != null) {
      return Map.of(
          "json_schema", "structured_outputs.json",
          "json", "structured_outputs.json_object",
          "regex_pattern", "structured_outputs.regex",
          "grammar", "structured_outputs.grammar",
          "choices", "structured_outputs.choice",
          "constrain_after", "structured_outputs.after");
    }
    Map<String, String> names = new HashMap<>();
    names.put("regex_pattern", "guided_regex");
    names.put("choices", "guided_choice");
    if (others != null && others.get("guided_json") != null) {
      names.put("json_schema", "guided_json");
    }
    if (others != null && others.get("guided_grammar") != null) {
      names.put("grammar", "guided_grammar");
    }
    return names;
  }

  /** Text that ends a free beginning, or null. */
  static String after(StructuredOutputs outputs) {
    return outputs == null ? null : outputs.after;
  }

  private static JsonNode node(Object value) {
    return JSON.valueToTree(value);
  }

  private static String text(Map<String, Object> fields, String name) {
    Object value = fields.get(name);
    if (value == null || value instanceof String) {
      return (String) value;
    }
    throw new InvalidRequestException(name, "must be a text");
  }

  private static List<String> texts(Map<String, Object> fields) {
    Object value = fields.get("guided_choice");
    if (value == null) {
      return null;
    }
    if (value instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
      return list.stream().map(String.class::cast).toList();
    }
    throw new InvalidRequestException("guided_choice", "must be a list of texts");
  }
}
