package dev.drover.functions.steering;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.engine.ModelInfo;
import dev.drover.engine.steering.SteeringVector;
import dev.drover.functions.ServiceTest;
import dev.drover.functions.store.NewVector;
import dev.drover.functions.store.VectorLabels;
import dev.drover.functions.store.VectorStore;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** A test of what is done with stored vectors, on the running service. */
abstract class SteeringTest extends ServiceTest {
  static final String TRIPLES =
      "\"triples\":["
          + triple("How was the party?", " It was wonderful!", " It was dreadful.")
          + ","
          + triple("How is the soup?", " Delicious, thank you!", " Bland and cold.")
          + ","
          + triple("Do you like the town?", " I love it!", " I hate it.")
          + "]";

  @Inject VectorStore vectors;

  private static String triple(String prompt, String positive, String negative) {
    return "{\"prompt\":\"%s\",\"positive_answer\":\"%s\",\"negative_answer\":\"%s\"}"
        .formatted(prompt, positive, negative);
  }

  ModelInfo model() {
    return engine().model();
  }

  /** A vector of small numbers in some layers. */
  static SteeringVector random(long seed, int width, int... layers) {
    Random random = new Random(seed);
    Map<Integer, float[]> byLayer = new TreeMap<>();
    for (int layer : layers) {
      float[] direction = new float[width];
      for (int i = 0; i < width; i++) {
        direction[i] = (float) random.nextGaussian();
      }
      byLayer.put(layer, direction);
    }
    return SteeringVector.of(byLayer);
  }

  /** Stores a vector of a model and gives its id. */
  String stored(String name, SteeringVector vector, String fingerprint) {
    return vectors
        .create(
            new NewVector(
                new VectorLabels(name, null, "test"), "caa", fingerprint, "m", vector, null))
        .id();
  }

  String stored(String name, int... layers) {
    return stored(name, random(name.hashCode(), model().width(), layers), model().fingerprint());
  }

  static JsonPath posted(int status, String path, String json) {
    Response reply = post(path, json);
    assertThat(reply.statusCode()).as(reply.asString()).isEqualTo(status);
    return reply.jsonPath();
  }

  static JsonPath got(String path, Object... parameters) {
    Response reply = get(path, parameters);
    assertThat(reply.statusCode()).as(reply.asString()).isEqualTo(200);
    return reply.jsonPath();
  }

  /** A refusal, in the form of Drover's own paths. */
  static void assertProblem(Response reply, int status, String field, String detail) {
    assertThat(reply.asString()).contains(detail);
    assertThat(reply.statusCode()).as(reply.asString()).isEqualTo(status);
    assertThat(reply.contentType()).isEqualTo("application/problem+json");
    assertThat(reply.jsonPath().getString("field")).isEqualTo(field);
  }
}
