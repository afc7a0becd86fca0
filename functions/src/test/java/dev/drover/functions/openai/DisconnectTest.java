package dev.drover.functions.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.functions.ServiceTest;
import io.quarkus.test.junit.QuarkusTest;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A client that goes away frees the engine. */
@QuarkusTest
class DisconnectTest extends ServiceTest {
  @BeforeEach
  void idle() {
    eventually("the engine is idle", () -> statistics().running() == 0);
  }

  private HttpRequest request(String path, String json) {
    return HttpRequest.newBuilder(root.resolve("/v1/" + path))
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(json.replace('\'', '"')))
        .build();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "1 | chat/completions | {'messages': [{'role': 'user', 'content': 'Count.'}], 'ignore_eos': true, 'stream': true}",
        "2 | completions | {'prompt': ['One,', 'Two,'], 'max_tokens': 100000, 'ignore_eos': true, 'stream': true}",
      })
  void aStreamThatNobodyReadsEnds(int sequences, String path, String json) throws Exception {
    long cancelled = statistics().cancelled();
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<InputStream> response =
          client.send(request(path, json), HttpResponse.BodyHandlers.ofInputStream());
      try (BufferedReader lines =
          new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
        for (int i = 0; i < 6; i++) {
          assertThat(lines.readLine()).isNotNull();
        }
      }
      eventually("the engine is idle", () -> statistics().running() == 0);
    }
    assertThat(statistics().cancelled()).isEqualTo(cancelled + sequences);
  }

  @Test
  void anAnswerThatNobodyWaitsForEnds() throws Exception {
    long cancelled = statistics().cancelled();
    try (HttpClient client = HttpClient.newHttpClient()) {
      CompletableFuture<?> answer =
          client.sendAsync(
              request(
                  "chat/completions",
                  "{'messages': [{'role': 'user', 'content': 'Count.'}], 'ignore_eos': true}"),
              HttpResponse.BodyHandlers.ofString());
      eventually("the request runs", () -> statistics().running() == 1);

      answer.cancel(true);
      client.shutdownNow();
      eventually("the engine is idle", () -> statistics().running() == 0);
    }
    assertThat(statistics().cancelled()).isEqualTo(cancelled + 1);
  }
}
