package dev.drover.functions.mechanex;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.functions.Event;
import dev.drover.functions.ServiceTest;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
class MechanexTest extends ServiceTest {

  private static String output(String fields) {
    var reply =
        post("/mechanex/generate", "{\"prompt\":\"The capital of France is\"," + fields + "}");
    assertThat(reply.statusCode()).isEqualTo(200);
    assertThat(reply.contentType()).startsWith("text/event-stream");
    List<Event> events = Event.parse(reply.asString());
    assertThat(events.stream().map(event -> event.json().getString("status")))
        .containsExactly("processing", "complete");
    return events.getLast().json().getString("result.output");
  }

  @Test
  void continuesText() {
    assertThat(output("\"temperature\":0,\"max_tokens\":2")).isEqualTo(" Paris.");
  }

  @Test
  void takesWhatTheClientSends() {
    assertThat(
            output(
                "\"sampling_method\":\"greedy\",\"max_tokens\":2,\"top_k\":50,\"top_p\":0.9,"
                    + "\"steering_vector_id\":null,\"steering_strength\":0"))
        .isEqualTo(" Paris.");
  }

  @Test
  void aVectorWithoutStrengthAndUnknownFieldsChangeNothing() {
    assertThat(
            output(
                "\"sampling_method\":\"greedy\",\"max_tokens\":2,\"steering_vector_id\":\"sv_1\","
                    + "\"steering_strength\":0,\"ads_beta\":0.3,\"anything\":[1]"))
        .isEqualTo(" Paris.");
  }

  @Test
  void violationsHaveTheFormOfFastApi() {
    var reply = post("/mechanex/generate", "{\"prompt\":\"x\",\"max_tokens\":0}");
    assertThat(reply.statusCode()).isEqualTo(422);
    assertThat(reply.jsonPath().getList("detail[0].loc")).isEqualTo(List.of("body", "max_tokens"));
    assertThat(reply.jsonPath().getString("detail[0].msg"))
        .isEqualTo("`max_tokens` must be at least 1, given 0");
    assertThat(reply.jsonPath().getString("detail[0].type")).isEqualTo("value_error");
  }

  @Test
  void listsTheModelsWhateverTheCredentials() {
    JsonPath models =
        given()
            .accept(ContentType.ANY)
            .header("x-api-key", "ax_0")
            .get("/mechanex/models")
            .jsonPath();
    assertThat(models.getString("[0].name")).isEqualTo(engines.model(null).model().name());
    assertThat(models.getString("[0].base_url")).isEqualTo(root + "mechanex");
    assertThat(models.getBoolean("[0].is_default")).isTrue();
    assertThat(models.getBoolean("[0].required_auth")).isFalse();
  }

  @Test
  void unknownPathsAreNotFoundInTheSameForm() {
    var reply = get("/mechanex/none");
    assertThat(reply.statusCode()).isEqualTo(404);
    assertThat(reply.jsonPath().getString("detail")).isEqualTo("nothing is served at this path");
  }
}
