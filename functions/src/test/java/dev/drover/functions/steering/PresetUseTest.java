package dev.drover.functions.steering;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** A preset's vector is made when it is first asked for, and kept. */
@QuarkusTest
@TestProfile(FreshStore.class)
class PresetUseTest extends SteeringTest {
  private static final String STEERED =
      "{\"prompt\":\"How was your day?\",\"temperature\":0,\"max_new_tokens\":4,"
          + "\"steering\":[{\"preset\":\"tone_control\"}],\"steering_report\":true}";

  /** What the maker of presets logs. */
  private static final class Lines extends Handler {
    private final List<String> lines = new CopyOnWriteArrayList<>();

    @Override
    public void publish(LogRecord record) {
      lines.add(record.getMessage());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  @Test
  void twoAtOnceMakeItOnce() throws Exception {
    Lines log = new Lines();
    Logger logger = Logger.getLogger(PresetVectors.class.getName());
    logger.addHandler(log);
    try (ExecutorService both = Executors.newFixedThreadPool(2)) {
      List<Future<JsonPath>> replies =
          List.of(
              both.submit(() -> posted(200, "/fn/generate", STEERED)),
              both.submit(() -> posted(200, "/fn/generate", STEERED)));
      for (Future<JsonPath> reply : replies) {
        assertThat(reply.get().getString("steering[0].vector")).isEqualTo("preset:tone_control");
        assertThat(reply.get().getList("steering[0].layers")).hasSize(4);
      }
      posted(200, "/fn/generate", STEERED);
    } finally {
      logger.removeHandler(log);
    }
    assertThat(log.lines).hasSize(1);

    JsonPath made = got("/steering/vectors?category=preset");
    assertThat(made.getList("vectors.name")).isEqualTo(List.of("tone_control"));
    String id = made.getString("vectors[0].id");
    assertThat(got("/steering/vectors/" + id).getDouble("suggested_strength")).isEqualTo(1);
    JsonPath presets = got("/steering/presets");
    assertThat(presets.getList("presets")).hasSize(8);
    String tone = "presets.find { it.name == 'tone_control' }";
    assertThat(presets.getBoolean(tone + ".models[0].made")).isTrue();
    assertThat(presets.getString(tone + ".models[0].vectors[0].vector_id")).isEqualTo(id);
    assertThat(presets.getBoolean("presets.find { it.name == 'brevity' }.models[0].made"))
        .isFalse();
    assertThat(presets.getBoolean("presets.find { it.name == 'domain_specific' }.needs_domain"))
        .isTrue();
  }
}
