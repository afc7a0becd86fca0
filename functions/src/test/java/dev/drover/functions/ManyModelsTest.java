package dev.drover.functions;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.engine.ModelStatus;
import dev.drover.engine.ModelStatus.State;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Several models: the real one under three names, and one that cannot be loaded. */
@QuarkusTest
@TestProfile(ManyModelsTest.Profile.class)
class ManyModelsTest extends ServiceTest {
  private static final String FILE = "SmolLM2-135M-Instruct.Q4_1.gguf";
  private static final String[] DOORS = {
    "/fn/generate", "/fn/generate/stream", "/v1/completions", "/fn/tokenize"
  };

  /** Models that are not pinned are unloaded as soon as they are idle for a moment. */
  public static final class Profile implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.ofEntries(
          Map.entry("drover.model-name", "first"),
          Map.entry("drover.models.first.pinned", "true"),
          Map.entry("drover.models.second.path", FILE),
          Map.entry("drover.models.second.aliases", "two,zwei"),
          Map.entry("drover.models.second.engine.context-length", "512"),
          Map.entry("drover.models.second.engine.cells", "1024"),
          Map.entry("drover.models.third.path", FILE),
          Map.entry("drover.models.third.pinned", "true"),
          Map.entry("drover.models.broken.path", "missing.gguf"),
          Map.entry("drover.engine.threads", "1"),
          Map.entry("drover.load-wait", "3m"),
          Map.entry("drover.idle-unload", "1ms"));
    }
  }

  private ModelStatus second() {
    return engines.model("second");
  }

  private static Response ask(String path, String model) {
    String fields =
        switch (path) {
          case "/fn/tokenize" -> "\"text\":\"The sea\"";
          case "/v1/completions" -> "\"prompt\":\"The sea\",\"max_tokens\":4";
          default -> "\"prompt\":\"The sea\",\"max_new_tokens\":4";
        };
    return post(path, "{\"model\":\"" + model + "\"," + fields + "}");
  }

  @Test
  void loadsOnFirstUseAndUnloadsWhenIdle() {
    for (String path : DOORS) {
      eventually("it is unloaded", () -> second().state() == State.UNLOADED);
      long loads = second().loads();
      assertThat(ask(path, "second").statusCode()).as(path).isEqualTo(200);
      assertThat(second().loads()).as(path).isGreaterThan(loads);
    }
    eventually("it is unloaded again", () -> second().state() == State.UNLOADED);
    assertThat(second().unloads()).isEqualTo(second().loads());
    assertThat(engines.model("first").unloads()).isZero();
    assertThat(engines.model("third").unloads()).isZero();
  }

  @Test
  void aStreamThatIsReadKeepsItsModel() throws IOException {
    String endless = "{\"model\":\"second\",\"prompt\":\"x\",\"ignore_eos\":true}";
    long unloads;
    try (RawClient stream = new RawClient(root, "/fn/generate/stream", "", endless)) {
      stream.awaitReply();
      unloads = second().unloads();
      // The other one comes and goes meanwhile.
      String body = ask("/fn/generate", "two").asString();
      assertThat(new JsonPath(body).getString("model")).isEqualTo("second");
      assertThat(second().unloads()).isEqualTo(unloads);
      assertThat(second().statistics().running()).isPositive();
    }
    eventually("it is unloaded once nobody reads", () -> second().unloads() > unloads);
  }

  @Test
  void answersUnderItsNameWhateverItIsCalled() {
    for (String name : new String[] {"second", "two", "zwei"}) {
      assertThat(ask("/v1/completions", name).jsonPath().getString("model")).isEqualTo("second");
      assertThat(get("/v1/models/" + name).jsonPath().getString("id")).isEqualTo("second");
    }
    for (String name : new String[] {"", "default", "first"}) {
      assertThat(ask("/fn/generate", name).jsonPath().getString("model")).isEqualTo("first");
    }
    Response unknown = ask("/fn/generate", "fourth");
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(unknown.jsonPath().getString("detail"))
        .isEqualTo(
            "`model` must be `default` or `first` or `broken` or `second` or `third`,"
                + " given `fourth`");
    assertThat(get("/v1/models/fourth").statusCode()).isEqualTo(404);
  }

  @Test
  void eachModelHasItsOwnOptions() {
    assertThat(ask("/fn/tokenize", "second").statusCode()).isEqualTo(200);
    assertThat(get("/v1/models/second").jsonPath().getInt("max_model_len")).isEqualTo(512);
    assertThat(get("/v1/models/first").jsonPath().getInt("max_model_len")).isGreaterThan(512);
  }

  @Test
  void aModelThatCannotBeLoadedSaysWhyAndHarmsNoOther() {
    for (String path : DOORS) {
      Response reply = ask(path, "broken");
      assertThat(reply.statusCode()).as(path).isEqualTo(503);
      assertThat(Integer.parseInt(reply.header("Retry-After"))).isPositive();
      assertThat(reply.asString())
          .contains("the model broken could not be loaded: No such model file: missing.gguf");
    }
    assertThat(ask("/fn/generate", "default").statusCode()).isEqualTo(200);
    Response ready = get("/q/health/ready");
    assertThat(ready.statusCode()).isEqualTo(200);
    Map<String, String> data = ready.jsonPath().getMap("checks.find { it.name == 'engine' }.data");
    assertThat(data).containsEntry("model", "first").containsEntry("state", "ready");
    assertThat(data.get("models.broken")).startsWith("failed: No such model file");
    assertThat(data.get("models.third")).isEqualTo("ready");
  }

  @Test
  void allAreListedInEachDialect() {
    String[] names = {"first", "broken", "second", "third"};
    assertThat(get("/fn/models").jsonPath().getList("name")).containsExactly((Object[]) names);
    assertThat(get("/v1/models").jsonPath().getList("data.id")).containsExactly((Object[]) names);
    JsonPath mechanex = get("/mechanex/models").jsonPath();
    assertThat(mechanex.getList("id")).containsExactly((Object[]) names);
    assertThat(mechanex.getList("is_default")).containsExactly(true, false, false, false);
    JsonPath own = get("/fn/models").jsonPath();
    assertThat(own.getList("default")).containsExactly(true, false, false, false);
    assertThat(own.getList("[2].aliases")).containsExactly("two", "zwei");
    assertThat(own.getString("[0].state")).isEqualTo("ready");
    assertThat(own.getInt("[0].layers")).isEqualTo(30);
  }

  @Test
  void metricsTellTheModelsApart() {
    assertThat(ask("/fn/generate", "second").statusCode()).isEqualTo(200);
    assertThat(get("/q/metrics").asString())
        .contains("drover_model_loaded{model=\"first\"} 1.0")
        .contains("drover_model_loaded{model=\"broken\"} 0.0")
        .contains("drover_model_loads_total{model=\"first\"} 1.0")
        .containsPattern("drover_model_loads_total\\{model=\"second\"} [1-9]")
        .containsPattern("drover_tokens_total\\{kind=\"prompt\",model=\"first\"}");
  }
}
