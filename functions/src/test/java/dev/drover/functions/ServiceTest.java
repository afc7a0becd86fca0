package dev.drover.functions;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.drover.engine.Engine;
import dev.drover.engine.EngineLease;
import dev.drover.engine.EngineStatistics;
import io.quarkus.test.common.http.TestHTTPResource;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;

/** A test of the running service on the real model. All of them share one start of it. */
public abstract class ServiceTest {
  /** Longer than anything takes here, even on a busy machine. */
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @Inject protected Engines engines;

  @TestHTTPResource("/")
  protected URI root;

  /** Skips without the model, unless the build requires it. */
  @BeforeEach
  void waitForModel() {
    Path model = engines.model(null).model().file();
    boolean present = Files.exists(model);
    assumeTrue(
        present || Boolean.getBoolean("drover.required"),
        () -> "no model at " + model + "; `./drover pull` fetches it");
    engine();
  }

  /** The default model's engine, loaded. */
  protected Engine engine() {
    try (EngineLease lease = engines.pool().lease(null)) {
      return lease.engine();
    }
  }

  /** What the default model's engine has counted so far. */
  protected EngineStatistics statistics() {
    return engine().statistics();
  }

  /** Sends JSON. */
  protected static Response post(String path, String json) {
    return given().contentType(ContentType.JSON).body(json).post(path);
  }

  /** Waits until something holds. */
  protected static void eventually(String what, BooleanSupplier holds) {
    Instant deadline = Instant.now().plus(PATIENCE);
    while (!holds.getAsBoolean()) {
      assertThat(Instant.now()).as(what).isBefore(deadline);
      pause(Duration.ofMillis(20));
    }
  }

  /** Lets time pass. */
  protected static void pause(Duration duration) {
    try {
      Thread.sleep(duration);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
