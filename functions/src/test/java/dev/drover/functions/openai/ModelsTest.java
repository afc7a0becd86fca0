package dev.drover.functions.openai;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;

import dev.drover.functions.ServiceTest;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The models, and what the service says of itself. */
@QuarkusTest
class ModelsTest extends ServiceTest {

  @Test
  void theModelIsListedAndDescribed() {
    given()
        .get("/v1/models")
        .then()
        .statusCode(200)
        .body("object", equalTo("list"))
        .body("data", hasSize(1))
        .body("data[0].id", equalTo(Served.MODEL));
    for (String name : new String[] {Served.MODEL, "default"}) {
      given()
          .get("/v1/models/" + name)
          .then()
          .statusCode(200)
          .body("id", equalTo(Served.MODEL))
          .body("object", equalTo("model"))
          .body("owned_by", equalTo("drover"))
          .body("max_model_len", greaterThan(0))
          .body("created", greaterThan(1_700_000_000));
    }
  }

  @Test
  void openapiDescribesFieldsRangesAndDefaults() {
    JsonPath api = given().get("/q/openapi?format=json").then().extract().jsonPath();
    Map<String, Object> chat = api.getMap("components.schemas.ChatCompletionRequest.properties");

    assertThat(chat)
        .containsKeys(
            "messages", "max_completion_tokens", "top_p", "include_stop_str_in_output", "seed")
        .doesNotContainKeys("others", "maxCompletionTokens", "streamed");
    assertThat(api.getMap("components.schemas.ChatCompletionRequest.properties.temperature"))
        .containsEntry("minimum", 0)
        .containsEntry("maximum", 2);
    assertThat(api.getInt("components.schemas.CompletionRequest.properties.max_tokens.default"))
        .isEqualTo(16);
    assertThat(api.getList("components.schemas.ChatCompletionRequest.properties.stop.oneOf"))
        .hasSize(2);
    assertThat(api.getMap("paths.'/v1/chat/completions'.post.responses"))
        .containsKeys("200", "400", "404", "429", "500", "503");
    assertThat(api.getMap("paths.'/v1/chat/completions'.post.responses.'200'.content"))
        .containsOnlyKeys("application/json", "text/event-stream");
    assertThat(api.getMap("components.schemas.ChatCompletion.properties"))
        .containsKeys("system_fingerprint");
  }
}
