package dev.drover.langchain4j;

import dev.drover.engine.Engine;
import dev.drover.engine.EngineConfig;
import dev.drover.engine.Generation;
import dev.drover.engine.GenerationRequest;
import dev.drover.engine.GenerationResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/** Engines over the test model: two that all tests share, and fresh ones. */
final class TestEngines {
  /** The name under which {@link #shared} serves. */
  static final String NAME = "smollm2";

  /** The name under which {@link #other} serves. */
  static final String OTHER_NAME = "smollm2-other";

  private static final Path HOME = home();
  static final Path MODEL = HOME.resolve("models/SmolLM2-135M-Instruct.Q4_1.gguf");

  private static final Supplier<Engine> SHARED = once(config(NAME));
  private static final Supplier<Engine> OTHER = once(config(OTHER_NAME));

  private TestEngines() {}

  static boolean present() {
    return Files.isRegularFile(MODEL);
  }

  static Engine shared() {
    return SHARED.get();
  }

  static Engine other() {
    return OTHER.get();
  }

  /**
   * The defaults with one native thread: on a busy machine native threads that wait for each other
   * cost more than they give.
   */
  static EngineConfig config(String name) {
    return EngineConfig.builder(name).threads(1).build();
  }

  /** What the shared engine answers. */
  static GenerationResult generate(GenerationRequest request) {
    try (Generation generation = shared().submit(request)) {
      return generation.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** An engine of the caller's own, to close. */
  static Engine open(EngineConfig config) {
    return open(MODEL, config);
  }

  /** An engine over a BERT with random weights, to close. */
  static Engine encoder() {
    return open(Path.of("../llama/src/test/resources/tiny-bert.gguf"), config("bert"));
  }

  private static Engine open(Path model, EngineConfig config) {
    Path natives = HOME.resolve("natives/cpu");
    return Engine.load(model, Files.isDirectory(natives) ? natives : null, config);
  }

  /** The engine of that configuration, opened when first asked for, closed with the JVM. */
  private static Supplier<Engine> once(EngineConfig config) {
    return new Supplier<>() {
      private Engine engine;

      @Override
      public synchronized Engine get() {
        if (engine == null) {
          engine = open(config);
          Runtime.getRuntime().addShutdownHook(new Thread(engine::close));
        }
        return engine;
      }
    };
  }

  private static Path home() {
    String property = System.getProperty("drover.home", System.getenv("DROVER_HOME"));
    if (property != null) {
      return Path.of(property);
    }
    String cache = System.getenv("XDG_CACHE_HOME");
    return cache != null && !cache.isEmpty()
        ? Path.of(cache, "drover")
        : Path.of(System.getProperty("user.home"), ".cache", "drover");
  }
}
