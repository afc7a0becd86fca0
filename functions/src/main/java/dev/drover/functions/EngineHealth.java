package dev.drover.functions;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.health.Startup;

/**
 * The engine as health checks: ready and started once the model is loaded, down before, with what
 * it waits for, and down with the reason when it cannot be loaded.
 */
@ApplicationScoped
public class EngineHealth {
  private final Engines engines;

  @Inject
  EngineHealth(Engines engines) {
    this.engines = engines;
  }

  @Produces
  @Readiness
  HealthCheck ready() {
    return this::check;
  }

  @Produces
  @Startup
  HealthCheck started() {
    return this::check;
  }

  private HealthCheckResponse check() {
    ModelSource source = engines.source();
    HealthCheckResponseBuilder response =
        HealthCheckResponse.named("engine").withData("model", source.engine().name());
    return switch (engines.state()) {
      case Engines.State.Ready ready -> response.up().build();
      case Engines.State.Loading(Instant since) ->
          response
              .down()
              .withData("state", "loading")
              .withData("file", source.model().toString())
              .withData("bytes", size(source.model()))
              .withData("seconds", Duration.between(since, Instant.now()).toSeconds())
              .build();
      case Engines.State.Failed(String message) ->
          response.down().withData("state", "failed").withData("reason", message).build();
      case Engines.State.Closed closed -> response.down().withData("state", "closed").build();
    };
  }

  private static long size(Path file) {
    // 0 for a file that is not there: loading will say so.
    return file.toFile().length();
  }
}
