package dev.drover.functions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.engine.EngineStatistics;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients that hang up, that read slowly, and that misbehave beside others. */
@QuarkusTest
class ConnectionTest extends ServiceTest {
  private static final String EVENT =
      "ce-specversion: 1.0\r\nce-id: 1\r\nce-source: /test\r\nce-type: fn/generate\r\n";

  @ParameterizedTest
  @CsvSource({
    "/fn/generate, max_new_tokens",
    "/, max_new_tokens",
    "/fn/generate/stream, max_new_tokens",
    "/mechanex/generate, max_tokens"
  })
  void aClientThatHangsUpEndsItsGeneration(String path, String maxField) throws IOException {
    EngineStatistics before = statistics();
    String json = "{\"prompt\":\"Once upon a time\",\"" + maxField + "\":8000,\"ignore_eos\":true}";
    try (RawClient client = new RawClient(root, path, path.equals("/") ? EVENT : "", json)) {
      eventually("it runs", () -> statistics().generatedTokens() > before.generatedTokens());
    }
    eventually("it is cancelled", () -> statistics().cancelled() == before.cancelled() + 1);
    assertThat(statistics().running()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"/fn/generate", "/fn/generate/stream"})
  void aClientThatHangsUpWhileItsPromptIsReadEndsIt(String path) throws IOException {
    EngineStatistics before = statistics();
    String json = "{\"prompt\":\"" + "hello ".repeat(8000) + "\",\"max_new_tokens\":2}";
    try (RawClient client = new RawClient(root, path, "", json)) {
      eventually("it runs", () -> statistics().running() > 0);
    }
    eventually("it is cancelled", () -> statistics().cancelled() == before.cancelled() + 1);
    // The rest of the prompt was not computed for nobody.
    assertThat(statistics().promptTokens() - before.promptTokens()).isLessThan(8000);
  }

  @Test
  void aSlowReaderPausesOnlyItself() throws IOException {
    int choices = 16;
    int tokens = 400;
    long before = statistics().generatedTokens();
    String json =
        "{\"prompt\":\"Once upon a time\",\"ignore_eos\":true,\"top_logprobs\":20,\"n\":"
            + choices
            + ",\"max_new_tokens\":"
            + tokens
            + "}";
    try (RawClient client = new RawClient(root, "/fn/generate/stream", "", json)) {
      client.awaitReply();
      awaitStandstill();
      long paused = statistics().generatedTokens() - before;
      assertThat(paused).isPositive().isLessThan((long) choices * tokens);
      // Others are served meanwhile.
      String neighbour =
          post(
                  "/fn/generate",
                  "{\"prompt\":\"The capital of France is\",\"temperature\":0,"
                      + "\"max_new_tokens\":2}")
              .asString();
      assertThat(neighbour).contains("\" Paris.\"");
    }
    eventually("it is cancelled", () -> statistics().running() == 0);
  }

  /** Waits until no token was generated for a while. */
  private void awaitStandstill() {
    long last = -1;
    while (statistics().generatedTokens() != last) {
      last = statistics().generatedTokens();
      pause(Duration.ofSeconds(2));
    }
  }

  @Test
  void aReaderThatPausedMissesNothing() throws IOException {
    String json =
        "{\"prompt\":\"Once upon a time\",\"ignore_eos\":true,\"n\":2,\"top_logprobs\":5,"
            + "\"max_new_tokens\":20}";
    try (RawClient client = new RawClient(root, "/fn/generate/stream", "", json)) {
      client.awaitReply();
      pause(Duration.ofSeconds(1));
      String reply = client.readToEnd();
      assertThat(reply).contains("event: done", "\"generated_tokens\":40,");
    }
  }

  @Test
  void badRequestsDoNotTouchTheirNeighbours() {
    String good =
        "{\"prompt\":\"Once upon a time\",\"temperature\":0,\"ignore_eos\":true,"
            + "\"max_new_tokens\":40}";
    String alone = text(good);
    long failed = statistics().failed();
    CompletableFuture<String> beside = CompletableFuture.supplyAsync(() -> text(good));
    int refused = 0;
    do {
      assertThat(post("/fn/generate", "{\"prompt\":\"x\",\"temperature\":NaN}").statusCode())
          .isEqualTo(400);
      assertThat(post("/fn/generate", "{\"tokens\":[-5]}").statusCode()).isEqualTo(400);
      assertThat(post("/mechanex/generate", "{\"prompt\":7}").statusCode()).isEqualTo(422);
      String tooLong = "{\"prompt\":\"" + "hello ".repeat(9000) + "\"}";
      assertThat(post("/fn/generate/stream", tooLong).statusCode()).isEqualTo(413);
      refused++;
    } while (!beside.isDone());
    assertThat(beside.join()).isEqualTo(alone);
    assertThat(refused).isPositive();
    assertThat(statistics().failed()).isEqualTo(failed);
  }

  private static String text(String json) {
    return post("/fn/generate", json).jsonPath().getString("choices[0].text");
  }
}
