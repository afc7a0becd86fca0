package dev.drover.functions;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.engine.ModelStatus.State;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A service whose model cannot be loaded is alive, not ready, and says why. */
@QuarkusTest
@TestProfile(MissingModelTest.Profile.class)
class MissingModelTest {
  @Inject Engines engines;

  /** Names a file that is not there. */
  public static final class Profile implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("drover.model", "missing.gguf");
    }
  }

  @BeforeEach
  void awaitOutcome() {
    ServiceTest.eventually("loading ends", () -> engines.model(null).state() == State.FAILED);
  }

  @Test
  void isAliveButNotReady() {
    assertThat(get("/q/health/live").statusCode()).isEqualTo(200);
    for (String check : new String[] {"ready", "started"}) {
      Response reply = get("/q/health/" + check);
      assertThat(reply.statusCode()).isEqualTo(503);
      String data = "checks.find { it.name == 'engine' }.data.";
      assertThat(reply.jsonPath().getString(data + "state")).isEqualTo("failed");
      assertThat(reply.jsonPath().getString(data + "reason")).contains("missing.gguf");
    }
  }

  @Test
  void refusesRequestsInEachDialect() {
    for (String path : new String[] {"/fn/generate", "/fn/generate/stream", "/mechanex/generate"}) {
      Response reply = given().contentType(ContentType.JSON).body("{\"prompt\":\"x\"}").post(path);
      assertThat(reply.statusCode()).as(path).isEqualTo(503);
      assertThat(Integer.parseInt(reply.header("Retry-After"))).isPositive();
      assertThat(reply.jsonPath().getString("detail")).contains("could not be loaded");
    }
  }

  @Test
  void isListedInEachDialect() {
    Response own = get("/fn/models");
    assertThat(own.jsonPath().getString("[0].state")).isEqualTo("failed");
    assertThat(own.jsonPath().getString("[0].reason")).contains("missing.gguf");
    assertThat(own.jsonPath().getMap("[0]")).doesNotContainKey("context_length");
    Response mechanex = get("/mechanex/models");
    assertThat(mechanex.jsonPath().getString("[0].name")).isEqualTo("missing");
    assertThat(mechanex.jsonPath().getBoolean("[0].is_active")).isFalse();
    Response openai = get("/v1/models/default");
    assertThat(openai.jsonPath().getString("id")).isEqualTo("missing");
    assertThat(openai.jsonPath().getMap("$")).doesNotContainKey("max_model_len");
  }

  @Test
  void metricsAreZero() {
    assertThat(get("/q/metrics").asString()).contains("drover_steps_total{model=\"missing\"} 0.0");
  }
}
