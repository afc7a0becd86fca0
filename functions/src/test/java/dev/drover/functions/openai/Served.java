package dev.drover.functions.openai;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.util.Arrays;
import java.util.List;

/** Requests to the served model. */
final class Served {
  static final String MODEL = "SmolLM2-135M-Instruct.Q4_1";

  private Served() {}

  /** Posts JSON. Single quotes in it stand for double ones. */
  static ValidatableResponse post(String path, String json) {
    return given().contentType(ContentType.JSON).body(json.replace('\'', '"')).post(path).then();
  }

  static JsonPath chat(String fields) {
    return post(
            "/v1/chat/completions",
            "{'messages': [{'role': 'user', 'content': 'Tell me about the sea.'}],"
                + "'temperature': 0, 'max_tokens': 12"
                + fields
                + "}")
        .statusCode(200)
        .contentType(ContentType.JSON)
        .extract()
        .jsonPath();
  }

  static JsonPath complete(String fields) {
    return complete("'The sea is'", fields);
  }

  static JsonPath complete(String prompt, String fields) {
    return post("/v1/completions", "{'temperature': 0, 'prompt': " + prompt + fields + "}")
        .statusCode(200)
        .contentType(ContentType.JSON)
        .extract()
        .jsonPath();
  }

  /** The events of a stream, which must end with [DONE], as JSON. */
  static List<JsonPath> events(String path, String json) {
    String body =
        post(path, json)
            .statusCode(200)
            .contentType("text/event-stream")
            .extract()
            .body()
            .asString();
    String[] events = body.split("\n\n", -1);
    assertThat(events[events.length - 1]).isEmpty();
    assertThat(events[events.length - 2]).isEqualTo("data: [DONE]");
    return Arrays.stream(events)
        .limit(events.length - 2)
        .peek(event -> assertThat(event).startsWith("data: {"))
        .map(event -> new JsonPath(event.substring("data: ".length())))
        .toList();
  }
}
