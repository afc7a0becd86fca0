package dev.drover.llama;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

/**
 * The files that tests need, in Drover's cache. Absent ones skip a test, or fail it when required.
 */
final class Fixtures {
  private static final Map<NativeBuild, Llama> LIBRARIES = new EnumMap<>(NativeBuild.class);
  private static final Map<NativeBuild, Model> MODELS = new EnumMap<>(NativeBuild.class);

  /** The two libraries that the binding supports. */
  enum NativeBuild {
    EMBEDDED,
    MODERN
  }

  private Fixtures() {}

  static Path home() {
    String home = System.getProperty("drover.home", System.getenv("DROVER_HOME"));
    if (home != null && !home.isBlank()) {
      return Path.of(home);
    }
    String xdg = System.getenv("XDG_CACHE_HOME");
    return xdg != null && !xdg.isBlank()
        ? Path.of(xdg, "drover")
        : Path.of(System.getProperty("user.home"), ".cache", "drover");
  }

  private static Path modernDirectory() {
    return present(home().resolve("natives/cpu"));
  }

  static Path modelFile() {
    return present(home().resolve("models/SmolLM2-135M-Instruct.Q4_1.gguf"));
  }

  static synchronized Llama llama(NativeBuild build) {
    return LIBRARIES.computeIfAbsent(
        build, b -> b == NativeBuild.EMBEDDED ? Llama.embedded() : Llama.load(modernDirectory()));
  }

  /** A model that stays open for all tests. */
  static synchronized Model model(NativeBuild build) {
    return MODELS.computeIfAbsent(
        build, b -> Model.load(llama(b), modelFile(), ModelOptions.defaults()));
  }

  private static Path present(Path path) {
    if (!Files.exists(path)) {
      String reason = "Fixture is missing: " + path;
      if (Boolean.getBoolean("drover.required")) {
        fail(reason);
      }
      abort(reason);
    }
    return path;
  }
}
