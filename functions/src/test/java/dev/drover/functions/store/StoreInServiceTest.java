package dev.drover.functions.store;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.functions.ServiceTest;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

/** The stores as beans of the service, and its readiness. */
@QuarkusTest
class StoreInServiceTest extends ServiceTest {
  @Inject VectorStore vectors;
  @Inject BehaviorStore behaviors;
  @Inject JobStore jobs;

  @Test
  void areOneDatabase() {
    String vector = vectors.create(VectorFixtures.named("v")).id();
    String job = jobs.create("a", "{}").id();
    String behavior =
        behaviors
            .create(new NewBehavior(job, null, vector, VectorFixtures.random(1, 1, 1), 0, "f1"))
            .id();
    assertThat(vectors.get(vector)).isPresent();
    assertThat(jobs.cancel(job).state()).isEqualTo(JobState.CANCELLED);
    assertThat(behaviors.delete(behavior)).isTrue();
    assertThat(vectors.delete(vector)).isTrue();

    Response ready = get("/q/health/ready");
    assertThat(ready.statusCode()).isEqualTo(200);
    String data = "checks.find { it.name == 'store' }.data.";
    assertThat(ready.jsonPath().getString(data + "state")).isEqualTo("open");
    assertThat(ready.jsonPath().getString(data + "database")).endsWith("store.mv.db");
  }
}
