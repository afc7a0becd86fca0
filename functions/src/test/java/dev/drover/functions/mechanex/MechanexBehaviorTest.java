package dev.drover.functions.mechanex;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.functions.Event;
import dev.drover.functions.ServiceTest;
import dev.drover.functions.SteeringFixtures;
import dev.drover.functions.store.VectorStore;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class MechanexBehaviorTest extends ServiceTest {
  private static final String TRIPLES =
      """
      "prompts": ["How was your day? ", "What do you think of rain? "],
      "positive_answers": ["Wonderful, my dear!", "I love it so much!"],
      "negative_answers": ["Bad. Go away.", "I hate it."]
      """;

  @Inject VectorStore vectors;
  private String name;

  @BeforeEach
  void chooseName() {
    name = "b-" + UUID.randomUUID();
  }

  private Response create(String fields) {
    return post(
        "/mechanex/behaviors/create",
        "{\"behavior_name\":\"%s\",%s%s}".formatted(name, TRIPLES, fields));
  }

  private static String text(String fields) {
    Response reply =
        post(
            "/mechanex/sae/generate",
            "{\"prompt\":\"My dear friend, today I\",\"max_new_tokens\":12,\"temperature\":0,"
                + fields
                + "}");
    assertThat(reply.statusCode()).as(reply.asString()).isEqualTo(200);
    return Event.parse(reply.asString()).getLast().json().getString("result.text");
  }

  @Test
  void livesFromCreationToDeletion() {
    Response reply = create(",\"description\":\"d\"");
    assertThat(reply.statusCode()).as(reply.asString()).isEqualTo(200);
    JsonPath made = reply.jsonPath();
    String id = made.getString("id");
    assertThat(made.getString("behavior_name")).isEqualTo(name);
    assertThat(made.getString("hook_name")).isEqualTo("blocks.20.hook_resid_pre");
    assertThat(made.getString("model_id")).isEqualTo(engine().model().fingerprint());
    assertThat(made.getMap("")).containsKeys("created_at", "sae_id", "sae_release");
    assertThat(made.getDouble("threshold")).isBetween(-1.0, 1.0);
    assertThat(made.getList("sae_baseline")).hasSize(engine().model().width());
    var vector = vectors.get(made.getString("steering_vector_id")).orElseThrow();
    assertThat(vector.vector().layers()).containsExactly(20);

    Response shown = get("/mechanex" + made.getString("sae_baseline_path"));
    assertThat(shown.jsonPath().getMap("")).isEqualTo(made.getMap(""));
    JsonPath listed = get("/mechanex/behaviors").jsonPath();
    assertThat(listed.getString("find { it.id == '" + id + "' }.behavior_name")).isEqualTo(name);
    assertThat(listed.getMap("[0]")).doesNotContainKey("sae_baseline");

    assertThat(create("").statusCode()).isEqualTo(409);
    String renamed = name + "2";
    JsonPath after =
        given()
            .contentType(ContentType.JSON)
            .body("{\"name\":\"" + renamed + "\"}")
            .patch("/mechanex/behaviors/" + id + "/rename")
            .jsonPath();
    assertThat(after.getString("behavior_name")).isEqualTo(renamed);
    given().delete("/mechanex/behaviors/" + id).then().statusCode(200);
    given().delete("/mechanex/behaviors/" + id).then().statusCode(404);
    get("/mechanex/behaviors/" + id).then().statusCode(404);
    assertThat(vectors.get(vector.id())).isPresent();
  }

  @Test
  void isSubtractedWhereItIsDetectedOrForced() {
    // A strong vector at a layer whose states the behaviour is detected in.
    String vector =
        vectors
            .create(
                SteeringFixtures.of(
                    engine().model(), SteeringFixtures.strong(engine().model(), 21)))
            .id();
    assertThat(create(",\"steering_vector_id\":\"" + vector + "\"").statusCode()).isEqualTo(200);
    String plain = text("\"behavior_names\":null,\"force_steering\":null");
    assertThat(text("\"behavior_names\":[],\"force_steering\":[]")).isEqualTo(plain);
    String forced = text("\"behavior_names\":null,\"force_steering\":[\"" + name + "\"]");
    assertThat(forced).isNotEqualTo(plain);
    assertThat(
            text("\"behavior_names\":[\"%s\"],\"force_steering\":[\"%s\"]".formatted(name, name)))
        .isEqualTo(forced);
    // Some tokens of a warm text show warmth, not all: neither untouched nor all subtracted.
    assertThat(text("\"behavior_names\":[\"" + name + "\"]")).isNotIn(plain, forced);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "behavior_name | 'behavior_name':' ',T",
        "behavior_name | T",
        "prompts       | 'behavior_name':'x'",
        "layer_names   | 'behavior_name':'x',T,'layer_names':['0']",
        "layer_names   | 'behavior_name':'x',T,'layer_names':['31']",
        "layer_names   | 'behavior_name':'x',T,'layer_names':['4','5']",
        "layer_names   | 'behavior_name':'x',T,'layer_names':['15'],'steering_vector_id':'V'",
      })
  void aFieldThatIsWrongIsNamed(String field, String json) {
    String body = "{" + json.replace("T", TRIPLES).replace('\'', '"') + "}";
    if (body.contains("\"V\"")) {
      String id =
          vectors
              .create(
                  SteeringFixtures.of(
                      engine().model(), SteeringFixtures.strong(engine().model(), 14)))
              .id();
      body = body.replace("\"V\"", "\"" + id + "\"");
    }
    Response reply = post("/mechanex/behaviors/create", body);
    assertThat(reply.statusCode()).as(reply.asString()).isEqualTo(422);
    assertThat(reply.jsonPath().getList("detail[0].loc")).containsExactly("body", field);
  }

  @Test
  void unknownOnesAreNotFound() {
    Response reply =
        post("/mechanex/sae/generate", "{\"prompt\":\"x\",\"behavior_names\":[\"none\"]}");
    assertThat(reply.statusCode()).isEqualTo(404);
    assertThat(reply.jsonPath().getString("detail"))
        .isEqualTo("`behavior_names` names the unknown behavior `none`");
    Response forced =
        post("/mechanex/sae/generate", "{\"prompt\":\"x\",\"force_steering\":[\"none\"]}");
    assertThat(forced.statusCode()).isEqualTo(404);
    assertThat(forced.jsonPath().getString("detail"))
        .isEqualTo("`force_steering` names the unknown behavior `none`");
    assertThat(create(",\"steering_vector_id\":\"sv_none\"").statusCode()).isEqualTo(404);
  }
}
