package dev.drover.functions;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A full queue refuses at once, in each dialect. */
@QuarkusTest
@TestProfile(FullQueueTest.Profile.class)
class FullQueueTest extends ServiceTest {
  private static final String[] DOORS = {
    "/fn/generate", "/fn/generate/stream", "/mechanex/generate"
  };

  /** Room for one request to run and one to wait. */
  public static final class Profile implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "drover.engine.max-sequences", "1",
          "drover.engine.max-waiting", "1",
          "drover.model-name", "tiny");
    }
  }

  @Test
  void refusesInEachDialect() throws IOException {
    String endless = "{\"prompt\":\"x\",\"ignore_eos\":true}";
    try (RawClient running = new RawClient(root, "/fn/generate", "", endless)) {
      eventually("one runs", () -> statistics().running() == 1);
      try (RawClient waiting = new RawClient(root, "/fn/generate", "", endless)) {
        eventually("one waits", () -> statistics().waiting() == 1);
        for (String path : DOORS) {
          Response reply = post(path, "{\"prompt\":\"x\"}");
          assertThat(reply.statusCode()).as(path).isEqualTo(429);
          assertThat(reply.header("Retry-After")).isEqualTo("1");
          assertThat(reply.jsonPath().getString("detail")).contains("1 of 1 requests wait");
        }
        for (String path : new String[] {"/fn/embed", "/v1/embeddings"}) {
          assertThat(post(path, "{\"input\":\"x\"}").statusCode()).as(path).isEqualTo(429);
        }
      }
    }
    eventually("both are gone", () -> statistics().running() + statistics().waiting() == 0);
  }

  @Test
  void servesTheModelUnderItsConfiguredName() {
    assertThat(post("/fn/models", "{}").jsonPath().getString("[0].name")).isEqualTo("tiny");
    assertThat(post("/fn/tokenize", "{\"text\":\"x\",\"model\":\"tiny\"}").statusCode())
        .isEqualTo(200);
  }
}
