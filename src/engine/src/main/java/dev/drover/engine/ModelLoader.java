package dev.drover.engine;

import dev.drover.llama.ContextOptions;
import dev.drover.llama.Model;
import java.nio.file.Path;
import java.util.function.Function;

/** How a pool gets its engines. Any thread, several at once. */
public interface ModelLoader {

  /**
   * Bytes of memory that a model will take.
   *
   * @throws RuntimeException if that cannot be known; the message says why
   */
  long bytesNeeded(ServedModel model);

  /**
   * Loads a model and starts its engine.
   *
   * @throws RuntimeException if it cannot be loaded; the message says why
   */
  Engine load(ServedModel model);

  /**
   * Loads with llama.cpp. Engines of one loader take turns on the processor.
   *
   * @param natives the folder that holds llama.cpp's libraries, or null for the embedded one
   */
  static ModelLoader llama(Path natives) {
    return llama(natives, name -> EngineObserver.NONE, SteeringLibrary.NONE);
  }

  /**
   * The same, observed, and with vectors that requests may name.
   *
   * @param observers from a model's name to what is told of its engine
   * @param library finds the vectors
   */
  static ModelLoader llama(
      Path natives, Function<String, EngineObserver> observers, SteeringLibrary library) {
    ComputeGate gate = new ComputeGate();
    return new ModelLoader() {
      @Override
      public long bytesNeeded(ServedModel model) {
        EngineConfig config = model.engine();
        int cells = config.cells() == 0 ? EngineConfig.DEFAULT_CELLS : config.cells();
        return Model.bytesNeeded(
            model.file(), ContextOptions.defaults().withMemory(cells, config.maxSequences()));
      }

      @Override
      public Engine load(ServedModel model) {
        EngineConfig config = model.engine();
        return Engine.load(
            LlamaRunner.load(model.file(), natives, config, gate),
            config,
            observers.apply(config.name()),
            library);
      }
    };
  }
}
