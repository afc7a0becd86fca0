package dev.drover.functions;

import dev.drover.engine.ModelStatus;
import dev.drover.engine.ModelStatus.State;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.health.Startup;

/**
 * The models as health checks: ready and started once the default model is loaded, down before,
 * with what it waits for, and down with the reason when it cannot be loaded. Other models are told
 * of, but do not count.
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
    List<ModelStatus> models = engines.models();
    ModelStatus own = models.getFirst();
    HealthCheckResponseBuilder response =
        HealthCheckResponse.named("engine")
            .status(own.isUp())
            .withData("model", own.model().name())
            .withData("state", word(own.state()));
    if (own.reason() != null) {
      response.withData("reason", own.reason());
    }
    if (own.state() == State.LOADING) {
      response
          .withData("file", own.model().file().toString())
          .withData("bytes", own.model().file().toFile().length()) // 0 if absent: loading says so
          .withData("seconds", Duration.between(own.since(), Instant.now()).toSeconds());
    }
    models.stream()
        .skip(1)
        .forEach(other ->
            response.withData(
                "models." + other.model().name(),
                word(other.state()) + (other.reason() == null ? "" : ": " + other.reason())));
    return response.build();
  }

  private static String word(State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }
}
