package dev.drover.functions.steering;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import dev.drover.functions.Event;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A vector from its making to its end, over HTTP. */
@QuarkusTest
@TestProfile(FreshStore.class)
class VectorLifeTest extends SteeringTest {
  private static final String PROMPT =
      "{\"prompt\":\"How was your day?\",\"temperature\":0," + "\"max_new_tokens\":8";

  @Test
  void isMadeUsedRenamedExchangedJudgedAndDeleted() {
    String id = make();
    describe(id);
    steer(id);
    relabel(id);
    List<String> copies = exchange(id);
    String sum = combine(id, copies.getFirst());
    judge(id);

    assertThat(got("/steering/vectors?limit=2").getList("vectors.id")).hasSize(2).contains(sum);
    for (String gone : List.of(id, sum, copies.get(0), copies.get(1), copies.get(2))) {
      assertThat(given().delete("/steering/vectors/" + gone).jsonPath().getBoolean("deleted"))
          .isTrue();
      assertProblem(get("/steering/vectors/" + gone), 404, null, "no vector `" + gone + "`");
    }
  }

  private String make() {
    Response accepted =
        post(
            "/steering/vectors",
            "{" + TRIPLES + ",\"layers\":[15],\"name\":\"joy\",\"label\":\"tone\"}");
    assertThat(accepted.statusCode()).as(accepted.asString()).isEqualTo(202);
    String job = accepted.jsonPath().getString("id");
    assertThat(accepted.header("Location")).endsWith("/jobs/" + job);

    List<Event> events = Event.parse(get("/jobs/" + job + "/events").asString());
    assertThat(events).hasSizeGreaterThan(1);
    assertThat(events.subList(0, events.size() - 1)).allMatch(e -> e.name().equals("progress"));
    JsonPath done = JsonPath.from(events.getLast().data());
    assertThat(events.getLast().name()).as(events.toString()).isEqualTo("done");
    assertThat(done.getString("state")).isEqualTo("succeeded");
    assertThat(events).anyMatch(e -> e.data().contains("\"phase\":"));

    JsonPath ended = got("/jobs/" + job);
    assertThat(ended.getString("kind")).isEqualTo("steering-vector");
    assertThat(ended.getMap("progress")).containsEntry("phase", "calibrating");
    assertThat(got("/jobs?state=succeeded").<String>getList("jobs.id")).contains(job);
    return ended.getString("result.steering_vector_id");
  }

  private void describe(String id) {
    Response reply = get("/steering/vectors/" + id);
    assertThat(reply.header("ETag")).isEqualTo("\"1\"");
    JsonPath vector = reply.jsonPath();
    assertThat(vector.getList("layers")).isEqualTo(List.of(15));
    assertThat(vector.getInt("width")).isEqualTo(model().width());
    assertThat(vector.getString("method")).isEqualTo("caa");
    assertThat(vector.getString("model_fingerprint")).isEqualTo(model().fingerprint());
    assertThat(vector.getDouble("suggested_strength")).isPositive();
    assertThat(vector.getInt("training.triples")).isEqualTo(3);
    assertThat(vector.getMap("training.layers[0]")).containsEntry("accuracy", null);
    assertThat(vector.getList("warnings")).isNotNull();
    assertThat(given().header("If-None-Match", "\"1\"").get("/steering/vectors/" + id).statusCode())
        .isEqualTo(304);
  }

  private void steer(String id) {
    JsonPath plain = posted(200, "/fn/generate", PROMPT + "}");
    JsonPath steered =
        posted(
            200,
            "/fn/generate",
            PROMPT
                + ",\"steering\":[{\"vector_id\":\""
                + id
                + "\",\"strength\":8}],\"steering_report\":true}");
    assertThat(steered.getString("steering[0].vector")).isEqualTo(id);
    assertThat(steered.getInt("steering[0].layers[0].layer")).isEqualTo(15);
    assertThat(steered.getInt("steering[0].layers[0].positions"))
        .isGreaterThanOrEqualTo(plain.getInt("usage.prompt_tokens"));
    assertThat(steered.getDouble("steering[0].layers[0].norm_ratio")).isPositive();
    assertThat(steered.getString("choices[0].text"))
        .isNotEqualTo(plain.getString("choices[0].text"));
  }

  private void relabel(String id) {
    Response changed =
        given()
            .contentType(ContentType.JSON)
            .header("If-Match", "\"1\"")
            .body("{\"name\":\"great joy\",\"label\":\"\",\"category\":\"mood\"}")
            .patch("/steering/vectors/" + id);
    assertThat(changed.statusCode()).as(changed.asString()).isEqualTo(200);
    assertThat(changed.header("ETag")).isEqualTo("\"2\"");
    assertThat(changed.jsonPath().getMap(""))
        .containsEntry("name", "great joy")
        .containsEntry("category", "mood")
        .doesNotContainKey("label");
    assertThat(got("/steering/vectors?category=mood&name=JOY").getList("vectors.id"))
        .isEqualTo(List.of(id));
    assertThat(got("/steering/vectors?category=none").getList("vectors")).isEmpty();
  }

  private List<String> exchange(String id) {
    return List.of("mechanex", "gguf", "safetensors").stream()
        .map(format -> {
          Response file = get("/steering/vectors/" + id + "/download?format=" + format);
          assertThat(file.statusCode()).isEqualTo(200);
          assertThat(file.header("Content-Disposition")).contains("great_joy.");
          assertThat(file.contentType())
              .isEqualTo(
                  format.equals("mechanex") ? "application/json" : "application/octet-stream");
          Response copy =
              given()
                  .contentType("application/octet-stream")
                  .body(file.asByteArray())
                  .post("/steering/vectors/upload?name=copy&label=" + format);
          assertThat(copy.statusCode()).as(copy.asString()).isEqualTo(201);
          assertThat(copy.header("Location")).endsWith(copy.jsonPath().getString("id"));
          String copied = copy.jsonPath().getString("id");
          assertThat(vectors.get(copied).orElseThrow().vector())
              .isEqualTo(vectors.get(id).orElseThrow().vector());
          return copied;
        })
        .toList();
  }

  private String combine(String id, String copy) {
    String terms =
        "{\"terms\":[{\"vector_id\":\"%s\",\"strength\":2},{\"vector_id\":\"%s\",\"strength\":-0.5,"
            + "\"layers\":[15]}],\"name\":\"sum\"}";
    JsonPath sum = posted(201, "/steering/vectors/combine", terms.formatted(id, copy));
    assertThat(sum.getString("method")).isEqualTo("combined");
    assertThat(sum.getString("training.terms[1].vector_id")).isEqualTo(copy);
    float[] one = vectors.get(id).orElseThrow().vector().at(15);
    float[] all = vectors.get(sum.getString("id")).orElseThrow().vector().at(15);
    for (int i = 0; i < one.length; i++) {
      assertThat(all[i]).isCloseTo(1.5f * one[i], offset(1e-4f));
    }
    return sum.getString("id");
  }

  private void judge(String id) {
    String path = "/steering/vectors/" + id + "/evaluate";
    String input = "{" + TRIPLES + ",\"strengths\":[0,2]}";
    JsonPath figures = posted(200, path, input);
    assertThat(figures.getString("vector_id")).isEqualTo(id);
    assertThat(figures.getDouble("layers[0].cosine_to_mean")).isGreaterThan(0.99);
    assertThat(figures.getDouble("sweep[0].cost")).isCloseTo(1, offset(0.01));
    assertThat(figures.getDouble("sweep[1].log_odds"))
        .isGreaterThan(figures.getDouble("sweep[0].log_odds"));
    Response picture =
        given().contentType(ContentType.JSON).accept("image/svg+xml").body(input).post(path);
    assertThat(picture.statusCode()).as(picture.asString()).isEqualTo(200);
    assertThat(picture.contentType()).startsWith("image/svg+xml");
    assertThat(picture.asString()).startsWith("<svg").contains("polyline");
  }

  @Test
  void functionsDoTheSame() {
    String id = stored("by function", 15, 16);
    String named = "{\"id\":\"" + id + "\"}";
    assertThat(posted(200, "/fn/steering-get", named).getString("name")).isEqualTo("by function");
    assertThat(
            posted(200, "/fn/steering-list", "{\"name\":\"by func\",\"limit\":1}")
                .getList("vectors.id"))
        .isEqualTo(List.of(id));
    JsonPath changed =
        posted(
            200,
            "/fn/steering-update",
            "{\"id\":\"" + id + "\",\"name\":\"renamed\",\"version\":1}");
    assertThat(changed.getInt("version")).isEqualTo(2);
    String sum =
        posted(
                200,
                "/fn/steering-combine",
                "{\"terms\":[{\"vector_id\":\"" + id + "\",\"layers\":[16]}],\"name\":\"part\"}")
            .getString("id");
    assertThat(vectors.get(sum).orElseThrow().vector().layers()).containsExactly(16);
    assertThat(
            posted(
                    200,
                    "/fn/steering-evaluate",
                    "{\"id\":\"" + sum + "\"," + TRIPLES + ",\"strengths\":[0]}")
                .getList("sweep"))
        .hasSize(1);
    assertThat(posted(200, "/fn/steering-delete", named).<String, Object>getMap(""))
        .isEqualTo(Map.of("deleted", true));
    assertProblem(post("/fn/steering-get", named), 404, null, "no vector `" + id + "`");
    assertProblem(post("/fn/steering-get", "{}"), 400, "id", "`id` is required");
  }

  @Test
  void aFunctionWaitsForTheVectorOrGivesTheJob() {
    String input = "{" + TRIPLES + ",\"layers\":[15]";
    JsonPath made = posted(200, "/fn/steering-create", input + ",\"wait\":true}");
    assertThat(made.getString("vector.name")).isEqualTo("caa");
    assertThat(made.getMap("")).doesNotContainKey("job");

    JsonPath begun = posted(200, "/fn/steering-create", input + "}");
    String job = "{\"id\":\"" + begun.getString("job.id") + "\"}";
    assertThat(posted(200, "/fn/job-cancel", job).getString("state"))
        .isIn("queued", "running", "cancelled");
    eventually(
        "cancelled", () -> posted(200, "/fn/job-get", job).getString("state").equals("cancelled"));
  }
}
