package dev.drover.functions;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A service whose model only embeds: a BERT with random weights. */
@QuarkusTest
@TestProfile(EncoderTest.Profile.class)
class EncoderTest extends ServiceTest {
  private static final String RULE =
      "must be one that writes text, given `bert`, which only embeds";

  /** The encoder is the only model. */
  public static final class Profile implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      Path file = Path.of("../src/llama/src/test/resources/tiny-bert.gguf").toAbsolutePath();
      return Map.of(
          "drover.model", file.normalize().toString(),
          "drover.model-name", "bert",
          "drover.engine.threads", "1");
    }
  }

  private static JsonPath ok(Response reply) {
    assertThat(reply.statusCode()).as(reply.asString()).isEqualTo(200);
    return reply.jsonPath();
  }

  @Test
  void embedsInEachDialect() {
    JsonPath openai =
        ok(
            post(
                "/v1/embeddings",
                "{\"model\":\"bert\",\"input\":[\"the old ship\",\"cat\"],\"dimensions\":8}"));
    assertThat(openai.getList("data")).hasSize(2);
    assertThat(openai.getInt("usage.prompt_tokens")).isEqualTo(8); // [CLS] and [SEP] included
    List<Float> vector = openai.getList("data[1].embedding", Float.class);
    assertThat(vector).hasSize(8);
    assertThat(vector.stream().mapToDouble(x -> x * x).sum()).isCloseTo(1, within(1e-5));
    JsonPath function = ok(post("/fn/embed", "{\"input\":\"cat\",\"dimensions\":8}"));
    List<Float> alone = function.getList("embeddings[0]", Float.class);
    for (int i = 0; i < 8; i++) {
      assertThat(alone.get(i)).isCloseTo(vector.get(i), within(0.01f));
    }
    JsonPath ids = ok(post("/fn/embed", "{\"input\":[101, 161, 102],\"dimensions\":8}"));
    assertThat(ids.getInt("prompt_tokens")).isEqualTo(3);
  }

  @Test
  void refusesToGenerateInEachDialect() {
    String prompt = "{\"prompt\":\"the sea\"}";
    for (String path : List.of("/fn/generate", "/fn/generate/stream")) {
      Response reply = post(path, prompt);
      assertThat(reply.statusCode()).as(path).isEqualTo(400);
      assertThat(reply.jsonPath().getString("detail")).isEqualTo("`model` " + RULE);
    }
    Response completion = post("/v1/completions", "{\"model\":\"bert\",\"prompt\":\"the\"}");
    Response chat =
        post(
            "/v1/chat/completions",
            "{\"model\":\"bert\",\"stream\":true,"
                + "\"messages\":[{\"role\":\"user\",\"content\":\"the sea\"}]}");
    for (Response reply : List.of(completion, chat)) {
      assertThat(reply.statusCode()).as(reply.asString()).isEqualTo(400);
      assertThat(reply.jsonPath().getString("error.param")).isEqualTo("model");
      assertThat(reply.jsonPath().getString("error.message")).contains(RULE);
    }
    Response mechanex = post("/mechanex/generate", prompt);
    assertThat(mechanex.statusCode()).isEqualTo(422);
    assertThat(mechanex.asString()).contains(RULE);
  }

  @Test
  void refusesATextLongerThanTheModelReads() {
    Response reply = post("/fn/embed", "{\"input\":\"" + "cat ".repeat(63) + "\"}");
    assertThat(reply.statusCode()).isEqualTo(413);
    assertThat(reply.jsonPath().getString("detail"))
        .isEqualTo(
            "`input` must hold at most 64 tokens, which is the lesser of the model's context and the"
                + " engine's batch-size, given 65");
  }

  @Test
  void isListedAndSeenAsOthersAre() {
    assertThat(ok(get("/v1/models/bert")).getInt("max_model_len")).isEqualTo(64);
    JsonPath model = ok(get("/fn/models"));
    assertThat(model.getBoolean("[0].generates")).isFalse();
    assertThat(model.getInt("[0].embedding_width")).isEqualTo(32);
    assertThat(ok(get("/mechanex/models")).getString("[0].id")).isEqualTo("bert");
    assertThat(ok(post("/fn/tokenize", "{\"text\":\"cat\"}")).getList("tokens")).isNotEmpty();
    assertThat(get("/q/health/ready").statusCode()).isEqualTo(200);
    ok(post("/fn/embed", "{\"input\":\"cat\"}"));
    assertThat(get("/q/metrics").asString())
        .contains("drover_model_loaded{model=\"bert\"} 1.0")
        .contains("drover_cells_capacity{model=\"bert\"} 0.0")
        .containsPattern("drover_tokens_total\\{kind=\"embedded\",model=\"bert\"\\} [1-9]");
  }
}
