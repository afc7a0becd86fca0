package dev.drover.functions;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged application starts with plain {@code java -jar}, without warnings, and stops. */
class PackagedApplicationIT {

  @Test
  void startsWithoutWarnings(@TempDir Path scratch) throws IOException, InterruptedException {
    int port = freePort();
    Path output = scratch.resolve("output");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Dquarkus.http.port=" + port,
                "-Ddrover.model=missing.gguf",
                "-jar",
                "target/quarkus-app/quarkus-run.jar")
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      awaitLife(process, URI.create("http://localhost:" + port + "/q/health/live"));
      process.destroy();
      assertThat(process.waitFor(1, TimeUnit.MINUTES)).as("it stops when told to").isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(Files.readString(output))
        .contains("Installed features", "Cannot load missing")
        .doesNotContain("WARN");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static void awaitLife(Process process, URI health) throws InterruptedException {
    Instant deadline = Instant.now().plus(Duration.ofMinutes(2));
    try (HttpClient client = HttpClient.newHttpClient()) {
      while (true) {
        try {
          var request = HttpRequest.newBuilder(health).build();
          assertThat(client.send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(200);
          return;
        } catch (IOException notYet) {
          assertThat(process.isAlive()).isTrue();
          assertThat(Instant.now()).isBefore(deadline);
          Thread.sleep(100);
        }
      }
    }
  }
}
