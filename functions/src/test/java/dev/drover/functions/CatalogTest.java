package dev.drover.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.engine.EngineConfig;
import dev.drover.engine.PoolConfig;
import dev.drover.engine.ServedModel;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the configuration says is served. */
class CatalogTest {
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

  private Catalog catalog(Map<String, String> properties) {
    return Catalog.of(config(properties));
  }

  private ServedModel model(Map<String, String> properties) {
    return catalog(properties).models().getFirst();
  }

  @Test
  void namesTheModelAfterItsFile() throws IOException {
    Path model = Files.createDirectories(home.resolve("models")).resolve("a-b.gguf");
    Files.createFile(model);
    assertThat(model(Map.of("drover.model", "a-b.gguf")).file()).isEqualTo(model);
    assertThat(model(Map.of("drover.model", model.toString())).file()).isEqualTo(model);
    assertThat(model(Map.of("drover.model", "a-b.gguf")).name()).isEqualTo("a-b");
    assertThat(model(Map.of("drover.model-name", "mine")).name()).isEqualTo("mine");
  }

  @Test
  void findsTheLibrary() throws IOException {
    assertThat(catalog(Map.of()).natives()).isNull();
    Path natives = Files.createDirectories(home.resolve("natives/cpu")).getParent();
    assertThat(catalog(Map.of()).natives()).isEqualTo(natives.resolve("cpu"));
    Files.writeString(natives.resolve("chosen"), "vulkan\n");
    assertThat(catalog(Map.of()).natives()).isEqualTo(natives.resolve("vulkan"));
    assertThat(catalog(Map.of("drover.natives", "cuda")).natives())
        .isEqualTo(natives.resolve("cuda"));
    assertThat(catalog(Map.of("drover.natives", "embedded")).natives()).isNull();
    assertThat(catalog(Map.of("drover.natives", "/opt/llama")).natives())
        .isEqualTo(Path.of("/opt/llama"));
  }

  @Test
  void passesTheEnginesOptionsOn() {
    ServedModel model =
        model(
            Map.of(
                "drover.engine.context-length", "1",
                "drover.engine.cells", "2",
                "drover.engine.max-sequences", "8",
                "drover.engine.cached-sequences", "4",
                "drover.engine.batch-size", "16",
                "drover.engine.prefill-chunk", "5",
                "drover.engine.pace", "6.5",
                "drover.engine.max-waiting", "7",
                "drover.engine.event-buffer", "9",
                "drover.engine.reader-patience", "10s"));
    assertThat(model.engine())
        .isEqualTo(
            EngineConfig.builder(model.name())
                .contextLength(1)
                .cells(2)
                .maxSequences(8)
                .cachedSequences(4)
                .batchSize(16)
                .prefillChunk(5)
                .pace(6.5)
                .maxWaiting(7)
                .eventBuffer(9)
                .readerPatience(Duration.ofSeconds(10))
                .build());
    model = model(Map.of("drover.engine.threads", "11", "drover.engine.gpu-layers", "12"));
    assertThat(model.engine())
        .isEqualTo(EngineConfig.builder(model.name()).threads(11).gpuLayers(12).build());
    assertThat(model(Map.of()).engine()).isEqualTo(EngineConfig.of(model.name()));
    assertThatThrownBy(() -> catalog(Map.of("drover.engine.max-sequences", "257")))
        .hasMessage("max-sequences must be 1 to 256, given 257");
  }

  @Test
  void readsFurtherModels() throws IOException {
    Path below = Files.createDirectories(home.resolve("models")).resolve("b.gguf");
    Files.createFile(below);
    Catalog catalog =
        catalog(
            Map.of(
                "drover.model", "a.gguf",
                "drover.engine.max-sequences", "8",
                "drover.models.\"b-1.5\".path", "b.gguf",
                "drover.models.\"b-1.5\".aliases", "b,second",
                "drover.models.\"b-1.5\".pinned", "true",
                "drover.models.\"b-1.5\".engine.cells", "512",
                "drover.models.\"b-1.5\".adapters.\"polite\"", "b.gguf",
                "drover.models.c.path", "/models/c.gguf",
                "drover.models.c.system-prompts.brief", "Be brief."));
    EngineConfig.Builder eight =
        EngineConfig.builder("c")
            .maxSequences(8)
            .systemPrompts(Map.of("brief", "Be brief."))
            .prefixFolder(home.resolve("prefixes"));
    assertThat(catalog.models())
        .containsExactly(
            ServedModel.of(Path.of("a.gguf"), EngineConfig.builder("a").maxSequences(8).build()),
            new ServedModel(
                below,
                EngineConfig.builder("b-1.5")
                    .maxSequences(8)
                    .cells(512)
                    .adapters(Map.of("polite", below))
                    .build(),
                Set.of("b", "second"),
                true),
            ServedModel.of(Path.of("/models/c.gguf"), eight.build()));
  }

  @Test
  void theDefaultModelMayHaveAnEntryOfItsOwn() {
    Map<String, String> properties =
        new HashMap<>(Map.of("drover.model", "a.gguf", "drover.models.a.aliases", "first"));
    assertThat(catalog(properties).models())
        .containsExactly(
            new ServedModel(Path.of("a.gguf"), EngineConfig.of("a"), Set.of("first"), false));
    properties.put("drover.models.a.path", "/other.gguf");
    assertThat(catalog(properties).models().getFirst().file()).isEqualTo(Path.of("/other.gguf"));
  }

  @Test
  void refusesEntriesThatMakeNoModel() {
    assertThatThrownBy(() -> catalog(Map.of("drover.models.b.pinned", "true")))
        .hasMessage("drover.models.\"b\".path is required");
    assertThatThrownBy(() ->
            catalog(Map.of("drover.models.b.path", "b.gguf", "drover.models.b.engine.pace", "1")))
        .hasMessage("drover.models.\"b\".engine: pace must be ≥ 1.1, given 1.0");
  }

  @Test
  void readsHowModelsAreLoadedAndUnloaded() {
    assertThat(catalog(Map.of()).pool()).isEqualTo(PoolConfig.DEFAULTS);
    assertThat(
            catalog(
                    Map.of(
                        "drover.load-wait", "5s",
                        "drover.load-retry", "6s",
                        "drover.idle-unload", "7m",
                        "drover.memory-budget", "3G"))
                .pool())
        .isEqualTo(
            new PoolConfig(
                Duration.ofSeconds(5), Duration.ofSeconds(6), Duration.ofMinutes(7), 3L << 30));
  }
}
