package dev.drover.functions.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.drover.functions.DroverConfig;
import dev.drover.functions.ServiceTest;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** OpenAI's own Python client against the service: {@code src/test/python/openai_client.py}. */
@QuarkusTest
class PythonClientTest extends ServiceTest {
  @Inject DroverConfig config;

  @Test
  void theClientIsServed() throws IOException, InterruptedException {
    Path python = Path.of(config.home(), "venv/bin/python");
    boolean usable = Files.isExecutable(python) && run(python, "-c", "import openai").status() == 0;
    assumeTrue(
        usable || Boolean.getBoolean("drover.required"),
        () -> "no Python with the package openai at " + python + "; `./drover test` prepares it");

    Outcome outcome = run(python, "src/test/python/openai_client.py", root.toString());

    assertThat(outcome.status()).as(outcome.output()).isZero();
  }

  private record Outcome(int status, String output) {}

  private static Outcome run(Path python, String... arguments)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(python.toString());
    builder.command().addAll(List.of(arguments));
    Process process = builder.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Outcome(process.waitFor(), output);
  }
}
