package dev.drover.functions.store;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * The store as a health check: not ready while the database cannot be used. A file that nothing has
 * needed yet counts as ready, and is not opened to find out.
 */
@Readiness
@ApplicationScoped
public class StoreHealth implements HealthCheck {
  private final Database database;

  @Inject
  StoreHealth(Database database) {
    this.database = database;
  }

  @Override
  public HealthCheckResponse call() {
    HealthCheckResponseBuilder response =
        HealthCheckResponse.named("store").withData("database", database.name());
    if (!database.isTried()) {
      return response.up().withData("state", "unopened").build();
    }
    try {
      database.transaction(Sql::now);
      return response.up().withData("state", "open").build();
    } catch (StoreUnavailableException e) {
      return response.down().withData("state", "failed").withData("reason", e.getMessage()).build();
    }
  }
}
