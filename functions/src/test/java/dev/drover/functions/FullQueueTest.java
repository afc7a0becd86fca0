package dev.drover.functions;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A full queue refuses at once, in each dialect. */
@QuarkusTest
@TestProfile(FullQueueTest.Profile.class)
class FullQueueTest extends ServiceTest {

  /** A queue that holds nothing is always full. */
  public static final class Profile implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("drover.engine.max-waiting", "0", "drover.model-name", "tiny");
    }
  }

  @Test
  void refusesInEachDialect() {
    for (String path : new String[] {"/fn/generate", "/fn/generate/stream", "/mechanex/generate"}) {
      Response reply = post(path, "{\"prompt\":\"x\"}");
      assertThat(reply.statusCode()).as(path).isEqualTo(429);
      assertThat(reply.header("Retry-After")).isEqualTo("1");
      assertThat(reply.jsonPath().getString("detail")).contains("0 of 0 requests wait");
    }
  }

  @Test
  void servesTheModelUnderItsConfiguredName() {
    assertThat(post("/fn/models", "{}").jsonPath().getString("[0].name")).isEqualTo("tiny");
    assertThat(post("/fn/tokenize", "{\"text\":\"x\",\"model\":\"tiny\"}").statusCode())
        .isEqualTo(200);
  }
}
