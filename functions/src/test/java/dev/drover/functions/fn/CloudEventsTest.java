package dev.drover.functions.fn;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.functions.ServiceTest;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import org.junit.jupiter.api.Test;

@QuarkusTest
class CloudEventsTest extends ServiceTest {
  private static final String INPUT =
      "{\"prompt\":\"The capital of France is\",\"temperature\":0,\"max_new_tokens\":2}";

  private static Response binary(String type, String body) {
    return given()
        .contentType(ContentType.JSON)
        .header("ce-specversion", "1.0")
        .header("ce-id", "1")
        .header("ce-source", "/test")
        .header("ce-type", type)
        .body(body)
        .post("/");
  }

  private static Response structured(String type, String data) {
    return given()
        .contentType("application/cloudevents+json")
        .body(
            "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/test\",\"type\":\""
                + type
                + "\""
                + data
                + "}")
        .post("/");
  }

  private static void assertProblem(Response reply, int status, String detail) {
    assertThat(reply.asString()).contains(detail);
    assertThat(reply.statusCode()).isEqualTo(status);
    assertThat(reply.contentType()).isEqualTo("application/problem+json");
    assertThat(reply.jsonPath().getInt("status")).isEqualTo(status);
  }

  @Test
  void binaryEventsAreAnsweredByBinaryOnes() {
    Response reply = binary("fn/generate", INPUT);
    assertThat(reply.statusCode()).isEqualTo(200);
    assertThat(reply.header("ce-type")).isEqualTo("fn/generate.output");
    assertThat(reply.header("ce-id")).isNotEmpty();
    assertThat(reply.jsonPath().getString("choices[0].text")).isEqualTo(" Paris.");
  }

  @Test
  void structuredEventsAreAnsweredByStructuredOnes() {
    Response reply = structured("fn/generate", ",\"data\":" + INPUT);
    assertThat(reply.statusCode()).isEqualTo(200);
    assertThat(reply.contentType()).isEqualTo("application/cloudevents+json");
    // REST Assured has no parser for the event's media type.
    var event = io.restassured.path.json.JsonPath.from(reply.asString());
    assertThat(event.getString("type")).isEqualTo("fn/generate.output");
    assertThat(event.getString("data.choices[0].text")).isEqualTo(" Paris.");
    assertThat(structured("fn/models", "").asString())
        .contains("\"name\":\"" + engines.model(null).model().name() + "\"");
  }

  @Test
  void faultsOfAFunctionAreProblems() {
    assertProblem(binary("fn/generate", "{\"prompt\":\"x\",\"n\":0}"), 400, "`n` must be between");
    assertProblem(
        structured("fn/generate", ",\"data\":{\"prompt\":\"x\",\"model\":\"gpt\"}"),
        404,
        "`model` must be `default` or");
  }

  @Test
  void faultsOfAnEventAreProblems() {
    assertProblem(binary("fn/none", "{}"), 404, "no function takes events of the type `fn/none`");
    assertProblem(binary("fn/generate", "{\"prompt\":"), 400, "it ends within a value");
    assertProblem(structured("fn/generate", ""), 400, "`data` is required in the event");
    assertProblem(
        structured("fn/generate", ",\"data\":1,\"datacontenttype\":\"text/plain\""),
        415,
        "`datacontenttype` must be application/json");
    assertProblem(
        given().contentType("application/cloudevents+json").body("{\"id\":\"1\"").post("/"),
        400,
        "(line 1, column");
    assertProblem(
        given().contentType("application/cloudevents+json").body("{\"id\":\"1\"}").post("/"),
        400,
        "`specversion` is required");
    assertProblem(
        given().contentType(ContentType.JSON).header("ce-id", "1").body("{}").post("/"),
        400,
        "`ce-specversion` is required");
    assertProblem(
        given().contentType("application/cloudevents-batch+json").body("[]").post("/"),
        415,
        "this path takes a CloudEvent");
    assertProblem(given().body("hello").post("/"), 415, "this path takes a CloudEvent");
  }
}
