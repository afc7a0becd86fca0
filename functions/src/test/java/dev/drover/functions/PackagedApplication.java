package dev.drover.functions;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The packaged application in a process of its own. */
public final class PackagedApplication implements AutoCloseable {
  private final Path output;
  private final URI root;
  private final Process process;
  private final HttpClient client = HttpClient.newHttpClient();

  /**
   * Starts it.
   *
   * @param output the file for what it prints
   * @param options system properties, {@code name=value}
   */
  public PackagedApplication(Path output, String... options) throws IOException {
    this.output = output;
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    root = URI.create("http://localhost:" + port);
    List<String> command =
        new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString()));
    command.add("-Dquarkus.http.port=" + port);
    String home = System.getProperty("drover.home", "");
    if (!home.isEmpty()) {
      command.add("-Ddrover.home=" + home);
    }
    for (String option : options) {
      command.add("-D" + option);
    }
    command.addAll(List.of("-jar", "target/quarkus-app/quarkus-run.jar"));
    process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
  }

  /** Where it listens. */
  public URI root() {
    return root;
  }

  /** What it has printed. */
  public String output() throws IOException {
    return Files.readString(output);
  }

  /** Asks until it answers as expected; the answer. */
  public HttpResponse<String> await(HttpRequest request, Predicate<HttpResponse<String>> expected)
      throws InterruptedException {
    Instant deadline = Instant.now().plus(Duration.ofMinutes(2));
    while (true) {
      assertThat(process.isAlive()).as("it lives").isTrue();
      assertThat(Instant.now()).isBefore(deadline);
      try {
        HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
        if (expected.test(response)) {
          return response;
        }
      } catch (IOException notYet) {
        // it does not listen yet
      }
      Thread.sleep(100);
    }
  }

  /** A request for a path. */
  public HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(root.resolve(path)).header("Content-Type", "application/json");
  }

  /** Sends SIGTERM. */
  public void terminate() {
    process.destroy();
  }

  /** Waits for its end; the exit status. */
  public int exitStatus() throws InterruptedException {
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("it stops when told to").isTrue();
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    client.shutdownNow();
  }
}
