package dev.drover.functions.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Constraints in all their fields, over the real model. */
@QuarkusTest
class StructuredOutputsTest {
  private static final String PERSON =
      "{'type': 'object', 'properties': {'name': {'type': 'string', 'maxLength': 12},"
          + " 'age': {'type': 'integer', 'minimum': 0, 'maximum': 150},"
          + " 'mood': {'enum': ['glad', 'sad']}},"
          + " 'required': ['name', 'age', 'mood'], 'additionalProperties': false}";
  private static final ObjectMapper JSON = new ObjectMapper();

  private static String text(String fields) {
    JsonPath chat = chat(200, fields);
    assertThat(chat.getString("choices[0].finish_reason")).isEqualTo("stop");
    return chat.getString("choices[0].message.content");
  }

  private static JsonPath chat(int tokens, String fields) {
    return Served.post(
            "/v1/chat/completions",
            "{'messages': [{'role': 'user', 'content': 'Tell me about the sea.'}],"
                + " 'temperature': 1.5, 'seed': 5, 'max_tokens': "
                + tokens
                + fields
                + "}")
        .statusCode(200)
        .extract()
        .jsonPath();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'response_format': {'type': 'json_schema', 'json_schema': {'name': 'p', 'schema': %s}}",
        "'response_format': {'type': 'json_object', 'schema': %s}",
        "'structured_outputs': {'json': %s}",
        "'guided_json': %s",
        "'json_schema': %s"
      })
  void aSchemaHolds(String field) throws Exception {
    JsonNode person = JSON.readTree(text(", " + field.formatted(PERSON)));

    assertThat(
            person
                .get("name")
                .textValue()
                .codePointCount(0, person.get("name").textValue().length()))
        .isLessThanOrEqualTo(12);
    assertThat(person.get("age").intValue()).isBetween(0, 150);
    assertThat(person.get("mood").textValue()).isIn("glad", "sad");
    assertThat(person.size()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "'structured_outputs': {'regex': '[a-f]{3}-[0-9]{2}'} | [a-f]{3}-[0-9]{2}",
        "'guided_regex': '[a-f]{3}-[0-9]{2}' | [a-f]{3}-[0-9]{2}",
        "'structured_outputs': {'choice': ['yes', 'no']} | yes|no",
        "'guided_choice': ['yes', 'no'] | yes|no",
        "'grammar': 'root ::= [xyz]+ [!]' | [xyz]+!"
      })
  void otherConstraintsHold(String field, String pattern) {
    assertThat(text(", " + field)).matches(pattern);
  }

  @Test
  void jsonIsJson() throws Exception {
    JsonPath chat = chat(60, ", 'response_format': {'type': 'json_object'}");

    String text = chat.getString("choices[0].message.content");
    assertThat(text.strip()).matches("(?s)[\\[{].*");
    if (chat.getString("choices[0].finish_reason").equals("stop")) {
      JSON.readTree(text);
    }
  }

  @Test
  void aStreamIsTheSameText() {
    String fields =
        "'messages': [{'role': 'user', 'content': 'Hi'}], 'max_tokens': 100, 'temperature': 0,"
            + " 'reproducible': true, 'structured_outputs': {'json': "
            + PERSON
            + "}";
    StringBuilder text = new StringBuilder();
    for (JsonPath event :
        Served.events("/v1/chat/completions", "{'stream': true, " + fields + "}")) {
      String part = event.getString("choices[0].delta.content");
      text.append(part == null ? "" : part);
    }

    assertThat(text.toString())
        .isEqualTo(
            Served.post("/v1/chat/completions", "{" + fields + "}")
                .statusCode(200)
                .extract()
                .jsonPath()
                .getString("choices[0].message.content"));
  }

  @Test
  void everyDecodingHoldsIt() {
    for (String method : List.of("ssd", "beam-search", "top-p", "min-p", "greedy")) {
      assertThat(text(", 'sampling_method': '" + method + "', 'guided_regex': '([a-c]{2}-){3}end'"))
          .as(method)
          .matches("([a-c]{2}-){3}end");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "'response_format': {'type': 'json_schema'} | response_format | json_schema.schema",
        "'response_format': {'type': 'xml'} | response_format | json_object",
        "'response_format': {'type': 'json_schema', 'json_schema': {'schema': {'type': 'objekt'}}}"
            + " | response_format | objekt",
        "'structured_outputs': {'regex': '(a'} | structured_outputs.regex | line 1",
        "'guided_regex': '(a' | guided_regex | line 1",
        "'guided_choice': 'yes' | guided_choice | list",
        "'structured_outputs': {'after': 'x'} | structured_outputs.after | only allowed",
        "'sampling_method': 'ensemble-sampling' | ensemble_models | 2 to 8",
        "'draft_model': 'nobody' | draft_model | nobody",
        "'sampling_method': 'beam-search', 'beam_width': 40 | beam_width | 32"
      })
  void whatCannotBeUsedIsRefusedByItsField(String field, String name, String message) {
    Served.post(
            "/v1/chat/completions",
            "{'messages': [{'role': 'user', 'content': 'Hi'}], " + field + "}")
        .statusCode(400)
        .body("error.param", equalTo(name))
        .body("error.message", containsString(message));
  }
}
