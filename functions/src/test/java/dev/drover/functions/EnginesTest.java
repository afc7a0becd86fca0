package dev.drover.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.engine.EngineUnavailableException;
import dev.drover.engine.EngineUnavailableException.Reason;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the model comes from, and the states of the engine without one. */
class EnginesTest {
  @TempDir Path home;

  private DroverConfig config(Map<String, String> properties) {
    Map<String, String> all = new HashMap<>(properties);
    all.putIfAbsent("drover.home", home.toString());
    return new SmallRyeConfigBuilder()
        .withMapping(DroverConfig.class)
        .addDefaultInterceptors()
        .addDiscoveredConverters()
        .withSources(new PropertiesConfigSource(all, "test", 500))
        .build()
        .getConfigMapping(DroverConfig.class);
  }

  private ModelSource source(Map<String, String> properties) {
    return ModelSource.of(config(properties));
  }

  @Test
  void namesTheModelAfterItsFile() throws IOException {
    Path model = Files.createDirectories(home.resolve("models")).resolve("a-b.gguf");
    Files.createFile(model);
    assertThat(source(Map.of("drover.model", "a-b.gguf")).model()).isEqualTo(model);
    assertThat(source(Map.of("drover.model", model.toString())).model()).isEqualTo(model);
    assertThat(source(Map.of("drover.model", "a-b.gguf")).engine().name()).isEqualTo("a-b");
    assertThat(source(Map.of("drover.model-name", "mine")).engine().name()).isEqualTo("mine");
  }

  @Test
  void findsTheLibrary() throws IOException {
    assertThat(source(Map.of()).natives()).isNull();
    Path natives = Files.createDirectories(home.resolve("natives/cpu")).getParent();
    assertThat(source(Map.of()).natives()).isEqualTo(natives.resolve("cpu"));
    Files.writeString(natives.resolve("chosen"), "vulkan\n");
    assertThat(source(Map.of()).natives()).isEqualTo(natives.resolve("vulkan"));
    assertThat(source(Map.of("drover.natives", "cuda")).natives())
        .isEqualTo(natives.resolve("cuda"));
    assertThat(source(Map.of("drover.natives", "embedded")).natives()).isNull();
    assertThat(source(Map.of("drover.natives", "/opt/llama")).natives())
        .isEqualTo(Path.of("/opt/llama"));
  }

  @Test
  void passesTheEnginesOptionsOn() {
    ModelSource source = source(Map.of("drover.engine.max-sequences", "8"));
    assertThat(source.engine().maxSequences()).isEqualTo(8);
    assertThat(source.engine().maxWaiting()).isEqualTo(1024);
    assertThatThrownBy(() -> source(Map.of("drover.engine.max-sequences", "257")))
        .hasMessage("max-sequences must be 1 to 256, given 257");
  }

  @Test
  void refusesUntilTheModelIsLoaded() {
    Engines engines =
        new Engines(config(Map.of("drover.model", "absent.gguf")), new SimpleMeterRegistry());
    assertThat(engines.state()).isInstanceOf(Engines.State.Loading.class);
    assertRefusal(engines, Reason.LOADING, "is being loaded");
    assertThatThrownBy(() -> engines.engine("other")).isInstanceOf(UnknownModelException.class);
  }

  @Test
  void refusesOnceItIsClosed() throws InterruptedException {
    Engines engines =
        new Engines(config(Map.of("drover.model", "absent.gguf")), new SimpleMeterRegistry());
    engines.stop(null);
    assertRefusal(engines, Reason.CLOSED, "is shutting down");
  }

  private static void assertRefusal(Engines engines, Reason reason, String message) {
    for (String name : new String[] {null, "", "default", "absent"}) {
      assertThatThrownBy(() -> engines.engine(name))
          .isInstanceOfSatisfying(
              EngineUnavailableException.class,
              e -> {
                assertThat(e.reason()).isEqualTo(reason);
                assertThat(e.retryAfter()).isPositive();
              })
          .hasMessageContaining(message);
    }
  }
}
