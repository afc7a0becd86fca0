package dev.drover.functions;

import dev.drover.engine.EngineConfig;
import dev.drover.engine.PoolConfig;
import dev.drover.engine.ServedModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What is served and where it comes from, resolved from the configuration.
 *
 * @param models the models, the default first
 * @param pool how they are loaded and unloaded
 * @param natives the folder of llama.cpp's libraries, or null for the embedded one
 */
record Catalog(List<ServedModel> models, PoolConfig pool, Path natives) {

  /**
   * Resolves paths and names; loads nothing.
   *
   * @throws IllegalArgumentException naming the key, its limit and the value given
   */
  static Catalog of(DroverConfig config) {
    Path home = Path.of(config.home());
    Map<String, DroverConfig.ModelOptions> others = new TreeMap<>(config.models());
    Path file = file(home, config.model());
    String name = config.modelName().orElseGet(() -> withoutSuffix(file.getFileName().toString()));
    List<ServedModel> models = new ArrayList<>();
    DroverConfig.ModelOptions own = others.remove(name);
    models.add(
        own == null
            ? ServedModel.of(file, engine(config, name).build())
            : model(config, home, name, own.path().orElse(config.model()), own));
    others.forEach((other, options) -> {
      String path =
          options
              .path()
              .orElseThrow(() ->
                  new IllegalArgumentException("drover.models.\"" + other + "\".path is required"));
      models.add(model(config, home, other, path, options));
    });
    PoolConfig pool =
        new PoolConfig(
            config.loadWait(),
            config.loadRetry(),
            config.idleUnload().orElse(Duration.ZERO),
            config.memoryBudget().map(size -> size.asLongValue()).orElse(0L));
    return new Catalog(
        models, pool, natives(home.resolve("natives"), config.natives().orElse(null)));
  }

  private static ServedModel model(
      DroverConfig config, Path home, String name, String path, DroverConfig.ModelOptions options) {
    Map<String, Path> adapters = new HashMap<>();
    options.adapters().forEach((adapter, file) -> adapters.put(adapter, file(home, file)));
    EngineConfig.Builder engine = engine(config, name).adapters(adapters);
    if (!options.systemPrompts().isEmpty()) {
      engine.systemPrompts(options.systemPrompts()).prefixFolder(home.resolve("prefixes"));
    }
    apply(options.engine(), engine);
    try {
      return new ServedModel(
          file(home, path),
          engine.build(),
          Set.copyOf(options.aliases().orElse(List.of())),
          options.pinned());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "drover.models.\"" + name + "\".engine: " + e.getMessage(), e);
    }
  }

  private static EngineConfig.Builder engine(DroverConfig config, String name) {
    EngineConfig.Builder builder = EngineConfig.builder(name);
    apply(config.engine(), builder);
    return builder;
  }

  private static void apply(DroverConfig.EngineOptions options, EngineConfig.Builder builder) {
    options.contextLength().ifPresent(builder::contextLength);
    options.cells().ifPresent(builder::cells);
    options.maxSequences().ifPresent(builder::maxSequences);
    options.cachedSequences().ifPresent(builder::cachedSequences);
    options.batchSize().ifPresent(builder::batchSize);
    options.prefillChunk().ifPresent(builder::prefillChunk);
    options.pace().ifPresent(builder::pace);
    options.maxWaiting().ifPresent(builder::maxWaiting);
    options.eventBuffer().ifPresent(builder::eventBuffer);
    options.readerPatience().ifPresent(builder::readerPatience);
    options.threads().ifPresent(builder::threads);
    options.gpuLayers().ifPresent(builder::gpuLayers);
  }

  private static Path file(Path home, String given) {
    Path path = Path.of(given);
    Path below = home.resolve("models").resolve(given);
    return !path.isAbsolute() && Files.exists(below) ? below : path;
  }

  private static Path natives(Path folder, String given) {
    String choice = given != null ? given : chosen(folder);
    return switch (choice) {
      case "embedded" -> null;
      case "cpu", "cuda", "vulkan" -> folder.resolve(choice);
      default -> Path.of(choice);
    };
  }

  private static String chosen(Path folder) {
    Path choice = folder.resolve("chosen");
    try {
      if (Files.isRegularFile(choice)) {
        return Files.readString(choice).strip();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + choice, e);
    }
    return Files.isDirectory(folder.resolve("cpu")) ? "cpu" : "embedded";
  }

  private static String withoutSuffix(String file) {
    return file.endsWith(".gguf") ? file.substring(0, file.length() - ".gguf".length()) : file;
  }
}
