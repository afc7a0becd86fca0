package dev.drover.functions;

import dev.drover.engine.EngineConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a model comes from and how it is run, resolved from the configuration.
 *
 * @param model the GGUF file; need not exist
 * @param natives the folder of llama.cpp's libraries, or null for the embedded one
 * @param engine how the engine runs it, its name included
 */
record ModelSource(Path model, Path natives, EngineConfig engine) {

  /** Resolves paths and names; loads nothing. */
  static ModelSource of(DroverConfig config) {
    Path home = Path.of(config.home());
    Path model = model(home, config.model());
    DroverConfig.EngineOptions engine = config.engine();
    String name = config.modelName().orElseGet(() -> withoutSuffix(model.getFileName().toString()));
    EngineConfig.Builder builder =
        EngineConfig.builder(name)
            .contextLength(engine.contextLength())
            .cells(engine.cells())
            .maxSequences(engine.maxSequences())
            .batchSize(engine.batchSize())
            .prefillChunk(engine.prefillChunk())
            .pace(engine.pace())
            .maxWaiting(engine.maxWaiting())
            .eventBuffer(engine.eventBuffer())
            .readerPatience(engine.readerPatience())
            .threads(engine.threads())
            .gpuLayers(engine.gpuLayers());
    engine.cachedSequences().ifPresent(builder::cachedSequences);
    return new ModelSource(
        model, natives(home.resolve("natives"), config.natives().orElse(null)), builder.build());
  }

  private static Path model(Path home, String given) {
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
