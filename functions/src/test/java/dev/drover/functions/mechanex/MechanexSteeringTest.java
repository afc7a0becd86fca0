package dev.drover.functions.mechanex;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.engine.steering.MechanexJson;
import dev.drover.engine.steering.SteeringVector;
import dev.drover.functions.Event;
import dev.drover.functions.ServiceTest;
import dev.drover.functions.SteeringFixtures;
import dev.drover.functions.steering.TrainingJobs;
import dev.drover.functions.store.JobState;
import dev.drover.functions.store.JobStore;
import dev.drover.functions.store.JobSummary;
import dev.drover.functions.store.VectorStore;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class MechanexSteeringTest extends ServiceTest {
  private static final String TRIPLES =
      """
      "prompts": ["How was your day? ", "What do you think of rain? "],
      "positive_answers": ["Wonderful, my dear!", "I love it so much!"],
      "negative_answers": ["Bad. Go away.", "I hate it."]
      """;

  @Inject VectorStore vectors;
  @Inject JobStore jobs;

  private String store(SteeringVector vector) {
    return vectors.create(SteeringFixtures.of(engine().model(), vector)).id();
  }

  private static String output(String path, String fields) {
    Response reply =
        post(
            "/mechanex/" + path,
            "{\"prompt\":\"The capital of France is\",\"max_tokens\":6,\"temperature\":0,"
                + fields
                + "}");
    assertThat(reply.statusCode()).as(reply.asString()).isEqualTo(200);
    return Event.parse(reply.asString()).getLast().json().getString("result.output");
  }

  /** The events of a training, which takes longer than REST Assured waits. */
  private String made(String json) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> response =
          client.send(training(json), HttpResponse.BodyHandlers.ofString());
      assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
      return response.body();
    }
  }

  private HttpRequest training(String json) {
    return HttpRequest.newBuilder(root.resolve("/mechanex/steering/generate"))
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(json))
        .build();
  }

  private static JsonPath refused(int status, String path, String json) {
    Response reply = post("/mechanex/" + path, json);
    assertThat(reply.statusCode()).as(reply.asString()).isEqualTo(status);
    return reply.jsonPath();
  }

  @Test
  void strengthsMultiplyTheVector() {
    String vector =
        "\"steering_vector_id\":\""
            + store(SteeringFixtures.strong(engine().model(), 14))
            + "\",\"steering_strength\":";
    String plain = output("generate", "\"top_k\":1");
    String steered = output("generate", vector + "1");
    assertThat(plain).startsWith(" Paris.");
    assertThat(steered).isNotEqualTo(plain);
    assertThat(output("generate", vector + "-1")).isNotIn(plain, steered);
    assertThat(output("generate", vector + "0")).isEqualTo(plain);
    assertThat(output("generate", vector + "null")).isEqualTo(plain);
    assertThat(output("steering/run", vector + "0.5,\"multiplier\":2")).isEqualTo(steered);
    assertThat(output("steering/run", vector + "null")).isEqualTo(steered);
    assertThat(output("steering/run", vector + "1,\"multiplier\":0")).isEqualTo(plain);
  }

  @Test
  void aDownloadHasTheBitsThatAreStored() {
    SteeringVector vector = SteeringFixtures.anyBits(engine().model());
    Response reply = get("/mechanex/steering/vectors/" + store(vector) + "/download");
    assertThat(reply.statusCode()).isEqualTo(200);
    assertThat(reply.contentType()).startsWith("application/json");
    assertThat(MechanexJson.read(reply.asByteArray())).isEqualTo(vector);
    assertThat(reply.asString()).startsWith("{\"3\":[-0.0,");
  }

  @Test
  void aVectorIsMadeAndTheProgressTold() throws Exception {
    String reply =
        made(
            "{%s,\"layer_idxs\":[14],\"method\":\"few-shot\",\"fewshot_iterations\":12,\"fewshot_lr\":0.1,\"name\":\"warm\",\"label\":\"l\",\"category\":\"c\",\"anything\":1}"
                .formatted(TRIPLES));
    List<JsonPath> events = Event.parse(reply).stream().map(Event::json).toList();
    assertThat(events.subList(0, events.size() - 1))
        .isNotEmpty()
        .allSatisfy(event -> assertThat(event.getString("status")).isEqualTo("processing"));
    JsonPath last = events.getLast();
    assertThat(last.getString("status")).as(reply).isEqualTo("complete");
    var made = vectors.get(last.getString("result.steering_vector_id")).orElseThrow();
    assertThat(made.vector().layers()).containsExactly(14);
    assertThat(List.of(made.name(), made.label(), made.category(), made.method()))
        .containsExactly("warm", "l", "c", "few-shot");
    JsonPath summary = JsonPath.from(made.summary());
    assertThat(summary.getList("loss_curve")).as(made.summary()).isNotEmpty();

    JsonPath listed = get("/mechanex/auth/steering-vectors").jsonPath();
    assertThat(listed.getString("find { it.id == '" + made.id() + "' }.name")).isEqualTo("warm");
  }

  @Test
  void aTrainingWhoseClientGoesAwayIsCancelled() throws Exception {
    String json =
        "{%s,\"layer_idxs\":[14],\"method\":\"few-shot\",\"fewshot_iterations\":5000}"
            .formatted(TRIPLES);
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<InputStream> response =
          client.send(training(json), HttpResponse.BodyHandlers.ofInputStream());
      try (BufferedReader lines =
          new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
        assertThat(lines.readLine()).contains("job_", "is queued");
      }
    }
    JobSummary job = jobs.list(TrainingJobs.KIND, null, 1, null).items().getFirst();
    eventually(
        "the job is cancelled",
        () -> jobs.get(job.id()).orElseThrow().state() == JobState.CANCELLED);
  }

  @Test
  void whatGoesWrongLaterIsAnEvent() {
    // That a prompt is longer than the model's context shows when it is read.
    Response reply =
        post(
            "/mechanex/steering/generate",
            """
            {"prompts": ["%s"], "positive_answers": [" Yes"], "negative_answers": [" No"],
             "layer_idxs": [14]}
            """
                .formatted("Is it so? ".repeat(3000)));
    assertThat(reply.statusCode()).isEqualTo(200);
    JsonPath last = Event.parse(reply.asString()).getLast().json();
    assertThat(last.getString("status")).isEqualTo("error");
    assertThat(last.getString("message")).contains("tokens", "context");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "prompts            | 'prompts':null,'positive_answers':['a'],'negative_answers':['b']",
        "positive_answers   | 'prompts':['a'],'negative_answers':['b']",
        "negative_answers   | 'prompts':['a'],'positive_answers':['b'],'negative_answers':null",
        "negative_answers   | 'prompts':['a'],'positive_answers':['b'],'negative_answers':[]",
        "prompts            | 'prompts':[],'positive_answers':[],'negative_answers':[]",
        "prompts[0]         | 'prompts':['a'],'positive_answers':['b'],'negative_answers':['b']",
        "layer_idxs         | T,'layer_idxs':[0,14]",
        "method             | T,'method':'magic'",
        "refine_steps       | T,'refine_steps':-1",
        "refine_steps       | T,'refine_steps':1,'fewshot_iterations':2,'method':'few-shot'",
        "sparsity_threshold | T,'sparsity_threshold':1.5",
        "category           | T,'category':'preset'",
      })
  void aFieldOfATrainingThatIsWrongIsNamed(String field, String json) {
    JsonPath body =
        refused(
            422,
            "steering/generate",
            "{" + json.replace("T,", TRIPLES + ",").replace('\'', '"') + "}");
    assertThat(body.getList("detail[0].loc")).containsExactly("body", field);
    assertThat(body.getString("detail[0].msg")).contains(field);
  }

  @Test
  void pairsAreWrittenForAPersona() {
    JsonPath reply =
        post(
                "/mechanex/steering/generate-pairs",
                "{\"persona_name\":\"a pirate\",\"persona_description\":\"Says arr.\","
                    + "\"num_pairs\":2,\"batch_size\":5}")
            .jsonPath();
    assertThat(reply.getString("persona")).isEqualTo("a pirate");
    assertThat(reply.getString("persona_description")).isEqualTo("Says arr.");
    assertThat(reply.getList("pairs")).hasSize(reply.getInt("total_pairs")).hasSizeBetween(1, 2);
    assertThat(reply.getMap("pairs[0]"))
        .containsKeys("prompt", "positive_answer", "negative_answer", "score");
    assertThat(reply.getDouble("avg_final_score")).isPositive();
    assertThat(
            refused(422, "steering/generate-pairs", "{\"persona_name\":\"a\",\"num_pairs\":0}")
                .getList("detail[0].loc"))
        .containsExactly("body", "num_pairs");
    assertThat(refused(422, "steering/generate-pairs", "{}").getList("detail[0].loc"))
        .containsExactly("body", "persona_name");
  }

  @Test
  void unknownVectorsAreNotFound() {
    String unknown = "\"steering_vector_id\":\"sv_1\",";
    assertThat(
            refused(404, "generate", "{" + unknown + "\"prompt\":\"x\",\"steering_strength\":1.5}")
                .getString("detail"))
        .isEqualTo("`steering_vector_id` names the unknown vector `sv_1`");
    assertThat(
            refused(
                    404,
                    "steering/evaluate",
                    "{" + unknown + "\"positive_texts\":[\"a b\"],\"negative_texts\":[\"c d\"]}")
                .getString("detail"))
        .isEqualTo("`steering_vector_id` names the unknown vector `sv_1`");
    Response download = get("/mechanex/steering/vectors/sv_1/download");
    assertThat(download.statusCode()).isEqualTo(404);
    assertThat(download.jsonPath().getString("detail")).contains("sv_1");
  }

  @Test
  void aVectorOfAnotherModelIsRefused() {
    String other =
        vectors
            .create(SteeringFixtures.of("another", SteeringFixtures.strong(engine().model(), 14)))
            .id();
    JsonPath run =
        refused(
            422,
            "generate",
            "{\"prompt\":\"x\",\"steering_strength\":1,\"steering_vector_id\":\"" + other + "\"}");
    assertThat(run.getList("detail[0].loc")).containsExactly("body", "steering_vector_id");
    assertThat(run.getString("detail[0].msg")).contains("vector of the model", "some model");
    JsonPath judged =
        refused(
            422,
            "steering/evaluate",
            "{\"positive_texts\":[\"a b\"],\"negative_texts\":[\"c d\"],\"steering_vector_id\":\""
                + other
                + "\"}");
    assertThat(judged.getString("detail[0].msg")).contains("vector of the model", "some model");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "positive_texts    | 'negative_texts':['a b']",
        "negative_texts    | 'positive_texts':['a b'],'negative_texts':[]",
        "positive_texts[1] | 'positive_texts':['a b','a'],'negative_texts':['a b']",
        "test_prompts      | 'positive_texts':['a b'],'negative_texts':['c d'],'test_prompts':['','','','','','','','','','','','','','','','','']",
        "test_prompts      | 'positive_texts':['a b'],'negative_texts':['c d'],'test_prompts':['']",
        "multiplier        | 'positive_texts':['a b'],'negative_texts':['c d'],'test_prompts':['a'],'multiplier':1e9",
      })
  void aFieldOfAnEvaluationThatIsWrongIsNamed(String field, String json) {
    String vector = store(SteeringFixtures.strong(engine().model(), 14));
    JsonPath body =
        refused(
            422,
            "steering/evaluate",
            "{\"steering_vector_id\":\"" + vector + "\"," + json.replace('\'', '"') + "}");
    assertThat(body.getList("detail[0].loc")).containsExactly("body", field);
  }
}
