package dev.drover.functions.steering;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drover.functions.store.JobStore;
import dev.drover.functions.store.SilentOwner;
import dev.drover.functions.store.StoredJob;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Jobs that are cancelled, and jobs whose replica died. */
@QuarkusTest
@TestProfile(FreshStore.class)
class TrainingJobsTest extends SteeringTest {
  /** A loss that no training has. */
  private static final double MARK = 12345;

  @Inject JobStore jobs;
  @Inject ObjectMapper json;
  @Inject SilentOwner silent;

  private static String submit(String fields) {
    return posted(202, "/steering/vectors", "{" + TRIPLES + ",\"layers\":[15]," + fields + "}")
        .getString("id");
  }

  private static String state(String job) {
    return got("/jobs/" + job).getString("state");
  }

  @Test
  void endWhenAsked() {
    String running = submit("\"method\":\"few-shot\",\"refine_steps\":10000,\"name\":\"endless\"");
    eventually("begins", () -> state(running).equals("running"));
    String waiting = submit("\"name\":\"waiting\"");
    assertThat(given().delete("/jobs/" + waiting).jsonPath().getString("state"))
        .isEqualTo("cancelled");
    JsonPath asked = given().delete("/jobs/" + running).jsonPath();
    assertThat(asked.getBoolean("cancel_requested")).isTrue();
    eventually("ends", () -> state(running).equals("cancelled"));
    for (String name : List.of("endless", "waiting")) {
      assertThat(got("/steering/vectors?name=" + name).getList("vectors")).isEmpty();
    }
  }

  @Test
  void goOnFromTheirCheckpointWhenTheirOwnerDied() throws IOException {
    String job = submit("\"method\":\"few-shot\",\"refine_steps\":20,\"name\":\"resumed\"");
    eventually("has a checkpoint", () -> stored(job).checkpoint() != null);
    ObjectNode checkpoint = (ObjectNode) json.readTree(stored(job).checkpoint());
    ((ArrayNode) checkpoint.get("curve")).set(0, json.getNodeFactory().numberNode(MARK));
    silent.leave(job, Duration.ofMinutes(1), json.writeValueAsBytes(checkpoint));
    assertThat(stored(job).owner()).isEqualTo("dead");
    given().delete("/jobs/" + submit("\"name\":\"wakes the worker\""));

    // Follows it, for this may take long on a busy machine.
    assertThat(get("/jobs/" + job + "/events").asString()).contains("event: done");
    assertThat(state(job)).isEqualTo("succeeded");
    assertThat(stored(job).owner()).isNotEqualTo("dead");
    String vector = got("/jobs/" + job).getString("result.steering_vector_id");
    List<Float> curve = got("/steering/vectors/" + vector).getList("training.loss_curve");
    assertThat(curve).hasSizeGreaterThan(checkpoint.get("curve").size());
    assertThat(curve.getFirst()).isEqualTo((float) MARK);
    assertThat(got("/steering/vectors?name=resumed").getList("vectors")).hasSize(1);
  }

  private StoredJob stored(String job) {
    return jobs.get(job).orElseThrow();
  }
}
