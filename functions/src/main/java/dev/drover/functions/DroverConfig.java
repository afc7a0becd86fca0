package dev.drover.functions;

import dev.drover.engine.EngineConfig;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** What a user may configure of the model and its engine. Read once, at start-up. */
@ConfigMapping(prefix = "drover")
public interface DroverConfig {

  /**
   * The folder that holds models and native libraries. Default: {@code $DROVER_HOME}, else {@code
   * $XDG_CACHE_HOME/drover}, else {@code ~/.cache/drover}.
   */
  @WithDefault("${XDG_CACHE_HOME:${user.home}/.cache}/drover")
  String home();

  /** The GGUF file: a path, or a name below {@code <home>/models}. */
  @WithDefault("SmolLM2-135M-Instruct.Q4_1.gguf")
  String model();

  /**
   * The model's name in requests, beside {@code default}. Default: the file's name without {@code
   * .gguf}.
   */
  Optional<String> modelName();

  /**
   * The native library: {@code cpu}, {@code cuda} or {@code vulkan} for the folder of that name
   * below {@code <home>/natives}, {@code embedded} for the one in the application, or a folder.
   * Default: what the file {@code <home>/natives/chosen} says, else {@code cpu} if that folder
   * exists, else {@code embedded}.
   */
  Optional<String> natives();

  /** How long requests under way may go on after the service was told to stop. */
  @WithDefault("20s")
  Duration drain();

  /** How the engine runs the model. */
  EngineOptions engine();

  /** Mirrors {@link EngineConfig}, which checks the ranges. */
  interface EngineOptions {

    /** Longest sequence in tokens; 0: what the model was trained for, at most {@code cells}. */
    @WithDefault("0")
    int contextLength();

    /** Tokens held in memory for all sequences together; 0: 16384. */
    @WithDefault("0")
    int cells();

    /** Most sequences in the batch, 1 to 256. */
    @WithDefault("32")
    int maxSequences();

    /**
     * Most ended sequences whose memory is kept for requests that begin alike; 0: none. With {@code
     * max-sequences} at most 256. Default: 96, or as many as that allows.
     */
    OptionalInt cachedSequences();

    /** Most tokens decoded in one step, at least {@code max-sequences}. */
    @WithDefault("512")
    int batchSize();

    /** Most prompt tokens decoded in a step that also serves running streams, at least 1. */
    @WithDefault("512")
    int prefillChunk();

    /**
     * How much longer a step of running streams may take when prompts are computed in it, at least
     * 1.1; 2: twice as long.
     */
    @WithDefault("2")
    double pace();

    /** Most requests that may wait for a place in the batch; more are refused. */
    @WithDefault("1024")
    int maxWaiting();

    /** Events a reader may fall behind before its sequences pause, at least 1. */
    @WithDefault("256")
    int eventBuffer();

    /** How long a sequence pauses for a reader that is behind before it is ended. */
    @WithDefault("30s")
    Duration readerPatience();

    /** Native threads; 0: the cores this process may use. */
    @WithDefault("0")
    int threads();

    /** Layers kept in GPU memory where the library has a GPU back end; -1: all. */
    @WithDefault("-1")
    int gpuLayers();
  }
}
