package dev.drover.engine;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;

/** The model and libraries that tests run on; {@code ./drover test} puts them there. */
public final class TestModel {
  private TestModel() {}

  /** The file of SmolLM2-135M. */
  public static Path file() {
    return existing(home().resolve("models/SmolLM2-135M-Instruct.Q4_1.gguf"));
  }

  /** A BERT with random weights, of 64 positions and 32 dimensions, pooled by mean. */
  static Path bert() {
    return Path.of("../llama/src/test/resources/tiny-bert.gguf");
  }

  /** The folder of the modern library. */
  public static Path natives() {
    return existing(home().resolve("natives/cpu"));
  }

  /** Loads SmolLM2-135M with the modern library. */
  public static Engine load(EngineConfig config) {
    return Engine.load(file(), natives(), config);
  }

  /** Loads SmolLM2-135M with the library inside the Maven dependency. */
  static Engine loadEmbedded(EngineConfig config) {
    return Engine.load(file(), null, config);
  }

  private static Path existing(Path path) {
    if (!Files.exists(path)) {
      String reason = path + " is missing: run ./drover test, which fetches it";
      if (Boolean.getBoolean("drover.required")) {
        fail(reason);
      }
      abort(reason);
    }
    return path;
  }

  private static Path home() {
    String home = System.getProperty("drover.home");
    if (home != null && !home.isEmpty()) {
      return Path.of(home);
    }
    String droverHome = System.getenv("DROVER_HOME");
    if (droverHome != null) {
      return Path.of(droverHome);
    }
    String cache = System.getenv("XDG_CACHE_HOME");
    Path root = cache != null ? Path.of(cache) : Path.of(System.getProperty("user.home"), ".cache");
    return root.resolve("drover");
  }
}
