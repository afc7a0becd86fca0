package dev.drover.functions;

import dev.drover.engine.EngineConfig;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** What a user may configure of the models and their engines. Read once, at start-up. */
@ConfigMapping(prefix = "drover")
public interface DroverConfig {

  /**
   * The folder that holds models and native libraries. Default: {@code $DROVER_HOME}, else {@code
   * $XDG_CACHE_HOME/drover}, else {@code ~/.cache/drover}.
   */
  @WithDefault("${XDG_CACHE_HOME:${user.home}/.cache}/drover")
  String home();

  /** The default model's GGUF file: a path, or a name below {@code <home>/models}. */
  @WithDefault("SmolLM2-135M-Instruct.Q4_1.gguf")
  String model();

  /**
   * The default model's name in requests, beside {@code default}. Default: the file's name without
   * {@code .gguf}.
   */
  Optional<String> modelName();

  /** Further models by their names in requests; under the default model's name, more about it. */
  Map<String, ModelOptions> models();

  /**
   * The native library: {@code cpu}, {@code cuda} or {@code vulkan} for the folder of that name
   * below {@code <home>/natives}, {@code embedded} for the one in the application, or a folder.
   * Default: what the file {@code <home>/natives/chosen} says, else {@code cpu} if that folder
   * exists, else {@code embedded}.
   */
  Optional<String> natives();

  /** How long a request waits for its model to be loaded before it is refused with 503. */
  @WithDefault("30s")
  Duration loadWait();

  /** How long a model that could not be loaded is left alone before a request tries again. */
  @WithDefault("1m")
  Duration loadRetry();

  /** How long a model that is not pinned stays loaded without a request. Default: for ever. */
  Optional<Duration> idleUnload();

  /**
   * Memory that all loaded models may take together: their weights and their caches, as far as the
   * headers of their files say. Default: no limit.
   */
  Optional<MemorySize> memoryBudget();

  /** How long requests under way may go on after the service was told to stop. */
  @WithDefault("20s")
  Duration drain();

  /** How the engines run their models, unless a model has its own options. */
  EngineOptions engine();

  /** A model beside the default one. */
  interface ModelOptions {

    /**
     * The GGUF file: a path, or a name below {@code <home>/models}. Required, except under the
     * default model's name.
     */
    Optional<String> path();

    /** Further names in requests. */
    Optional<List<String>> aliases();

    /** Whether it is loaded at the start and never unloaded. */
    @WithDefault("false")
    boolean pinned();

    /** What differs from {@code drover.engine}. */
    EngineOptions engine();

    /** LoRA adapters by the names that requests use: GGUF files, found like the model's. */
    Map<String, String> adapters();

    /**
     * System messages that stay in memory, by name. What was computed of them is kept below {@code
     * <home>/prefixes}, so that the next start need not compute it again.
     */
    Map<String, String> systemPrompts();
  }

  /** Mirrors {@link EngineConfig}, which has the defaults and checks the ranges. */
  interface EngineOptions {

    /** Longest sequence in tokens; 0: what the model was trained for, at most {@code cells}. */
    OptionalInt contextLength();

    /** Tokens held in memory for all sequences together; 0: 16384. */
    OptionalInt cells();

    /** Most sequences in the batch, 1 to 256. */
    OptionalInt maxSequences();

    /**
     * Most ended sequences whose memory is kept for requests that begin alike; 0: none. With {@code
     * max-sequences} at most 256. Default: 96, or as many as that allows.
     */
    OptionalInt cachedSequences();

    /** Most tokens decoded in one step, at least {@code max-sequences}. */
    OptionalInt batchSize();

    /** Most prompt tokens decoded in a step that also serves running streams, at least 1. */
    OptionalInt prefillChunk();

    /**
     * How much longer a step of running streams may take when prompts are computed in it, at least
     * 1.1; 2: twice as long.
     */
    OptionalDouble pace();

    /** Most requests that may wait for a place in the batch; more are refused. */
    OptionalInt maxWaiting();

    /** Events a reader may fall behind before its sequences pause, at least 1. */
    OptionalInt eventBuffer();

    /** How long a sequence pauses for a reader that is behind before it is ended. */
    Optional<Duration> readerPatience();

    /** Native threads; 0: the cores this process may use. */
    OptionalInt threads();

    /** Layers kept in GPU memory where the library has a GPU back end; -1: all. */
    OptionalInt gpuLayers();
  }
}
