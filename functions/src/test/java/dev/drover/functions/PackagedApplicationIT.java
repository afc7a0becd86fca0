package dev.drover.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged application starts with plain {@code java -jar}, without warnings, and leaves
 * gracefully.
 */
class PackagedApplicationIT {
  @TempDir Path scratch;

  private PackagedApplication start(String... options) throws IOException {
    return new PackagedApplication(scratch.resolve("output"), options);
  }

  private static boolean hasFailedToLoad(PackagedApplication application) {
    try {
      return application.output().contains("Cannot load missing");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void startsWithoutWarnings() throws IOException, InterruptedException {
    try (PackagedApplication application = start("drover.model=missing.gguf")) {
      // It lives before the model's loading has failed.
      application.await(
          application.request("/q/health/live").build(),
          reply -> reply.statusCode() == 200 && hasFailedToLoad(application));
      application.terminate();
      assertThat(application.exitStatus()).isZero();
      assertThat(application.output()).contains("Installed features").doesNotContain("WARN");
    }
  }

  @Test
  void endsStreamsWholeAndRefusesRequestsWhenToldToStop() throws IOException, InterruptedException {
    try (PackagedApplication application = start("drover.drain=2m", "drover.engine.threads=1")) {
      awaitModel(application);
      try (RawClient stream = stream(application, 1000)) {
        stream.awaitReply();
        application.terminate();
        HttpResponse<String> refused =
            application.await(
                application
                    .request("/fn/generate")
                    .POST(BodyPublishers.ofString("{\"prompt\":\"x\",\"max_new_tokens\":1}"))
                    .build(),
                reply -> reply.statusCode() != 200);
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValueAsLong("Retry-After")).hasValue(5);
        assertThat(refused.body()).contains("the service is shutting down");
        HttpResponse<String> ready =
            application.await(application.request("/q/health/ready").build(), reply -> true);
        assertThat(ready.statusCode()).isEqualTo(503);

        assertThat(stream.readToEnd())
            .contains("\"generated_tokens\":1000")
            .contains("event: done")
            .doesNotContain("event: error");
      }
      assertThat(application.exitStatus()).isZero();
    }
  }

  @Test
  void endsWithAClearEventWhatOutlivesTheDrain() throws IOException, InterruptedException {
    try (PackagedApplication application = start("drover.drain=1s", "drover.engine.threads=1")) {
      awaitModel(application);
      try (RawClient stream = stream(application, 8000)) {
        stream.awaitReply();
        application.terminate();
        assertThat(stream.readToEnd())
            .contains("\"finish_reason\":\"cancelled\"")
            .contains("event: error")
            .contains("urn:drover:problem:closed", "the service is shutting down")
            .doesNotContain("event: done");
      }
      assertThat(application.exitStatus()).isZero();
    }
  }

  private static RawClient stream(PackagedApplication application, int tokens) throws IOException {
    return new RawClient(
        application.root(),
        "/fn/generate/stream",
        "",
        "{\"prompt\":\"Once\",\"ignore_eos\":true,\"max_new_tokens\":" + tokens + "}");
  }

  /** Skips without the model, unless the build requires it. */
  private static void awaitModel(PackagedApplication application) throws InterruptedException {
    HttpRequest ready = application.request("/q/health/ready").build();
    HttpResponse<String> outcome =
        application.await(
            ready, reply -> reply.statusCode() == 200 || reply.body().contains("\"failed\""));
    assumeTrue(
        outcome.statusCode() == 200 || Boolean.getBoolean("drover.required"),
        () -> "the model cannot be loaded; `./drover pull` fetches it");
    assertThat(outcome.statusCode()).as(outcome.body()).isEqualTo(200);
  }
}
