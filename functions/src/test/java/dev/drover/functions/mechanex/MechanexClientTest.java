package dev.drover.functions.mechanex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.drover.engine.steering.MechanexJson;
import dev.drover.engine.steering.SteeringVector;
import dev.drover.functions.DroverConfig;
import dev.drover.functions.ServiceTest;
import dev.drover.functions.SteeringFixtures;
import dev.drover.functions.store.VectorStore;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real Mechanex client, version 1.0.2, against this service. */
@QuarkusTest
class MechanexClientTest extends ServiceTest {
  @Inject DroverConfig config;
  @Inject VectorStore vectors;

  @Test
  void theClientWorks(@TempDir Path scratch) throws IOException, InterruptedException {
    Path python = Path.of(config.home(), "venv/bin/python");
    assumeTrue(
        Files.exists(python) || Boolean.getBoolean("drover.required"),
        () -> "no Python at " + python + "; `./drover test` prepares it");
    Path output = scratch.resolve("output");
    SteeringVector bits = SteeringFixtures.anyBits(engine().model());
    String id = vectors.create(SteeringFixtures.of(engine().model(), bits)).id();
    ProcessBuilder builder =
        new ProcessBuilder(
                python.toString(),
                "src/test/python/mechanex_client.py",
                root + "mechanex",
                id,
                scratch.resolve("vector.json").toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().put("HOME", scratch.toString());
    Process process = builder.start();
    try {
      assertThat(process.waitFor(15, TimeUnit.MINUTES)).as("the driver ends").isTrue();
    } finally {
      process.destroyForcibly();
    }
    String said = Files.readString(output, StandardCharsets.UTF_8);
    assertThat(process.exitValue()).as(said).isZero();
    assertThat(said).endsWith("ok\n");
    assertThat(MechanexJson.read(Files.readAllBytes(scratch.resolve("vector.json"))))
        .as("what save_vectors wrote")
        .isEqualTo(bits);
  }
}
