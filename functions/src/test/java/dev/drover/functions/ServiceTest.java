package dev.drover.functions;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.drover.engine.EngineStatistics;
import io.quarkus.test.common.http.TestHTTPResource;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.file.Files;
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
    boolean present = Files.exists(engines.source().model());
    assumeTrue(
        present || Boolean.getBoolean("drover.required"),
        () -> "no model at " + engines.source().model() + "; `./drover pull` fetches it");
    eventually(
        "the service is ready",
        () -> {
          assertThat(engines.state()).isNotInstanceOf(Engines.State.Failed.class);
          return engines.state() instanceof Engines.State.Ready;
        });
  }

  /** What the engine has counted so far. */
  protected EngineStatistics statistics() {
    return engines.engine(null).statistics();
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
