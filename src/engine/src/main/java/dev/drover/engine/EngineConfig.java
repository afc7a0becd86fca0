package dev.drover.engine;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * How an engine runs its model.
 *
 * @param name the model's name in requests
 * @param contextLength longest sequence in tokens; 0: what the model was trained for, at most
 *     {@code cells}
 * @param cells tokens held in memory for all sequences together; 0: {@link #DEFAULT_CELLS}
 * @param maxSequences most sequences in the batch, 1 to 256
 * @param cachedSequences most ended sequences whose memory is kept for requests that begin alike, 0
 *     to 255; with {@code maxSequences} at most 256
 * @param batchSize most tokens decoded in one step, ≥ {@code maxSequences}
 * @param prefillChunk most prompt tokens decoded in a step that also serves running streams
 * @param pace how much longer a step of running streams may take when prompts are computed in it, ≥
 *     1.1; 2: twice as long
 * @param maxWaiting most requests that may wait, ≥ 1; more are refused
 * @param eventBuffer events a reader may fall behind before its sequences pause
 * @param readerPatience how long a sequence pauses for its reader before it is ended
 * @param threads native threads; 0: the cores this process may use
 * @param gpuLayers layers kept in GPU memory where the library has a GPU back end; -1: all
 * @param adapters LoRA adapters by the names that requests use, each a GGUF file
 * @param systemPrompts system messages that stay in memory, by name; see {@link PinnedPrefixes}
 * @param prefixFolder where what was computed of them is kept for the next start, or null
 */
public record EngineConfig(
    String name,
    int contextLength,
    int cells,
    int maxSequences,
    int cachedSequences,
    int batchSize,
    int prefillChunk,
    double pace,
    int maxWaiting,
    int eventBuffer,
    Duration readerPatience,
    int threads,
    int gpuLayers,
    Map<String, Path> adapters,
    Map<String, String> systemPrompts,
    Path prefixFolder) {

  /** Tokens held in memory unless configured otherwise. */
  public static final int DEFAULT_CELLS = 16_384;

  private static final int MOST_SEQUENCES = 256;

  /** The defaults, for a model called {@code name}. */
  public static EngineConfig of(String name) {
    return builder(name).build();
  }

  /** A builder that holds the defaults, for a model called {@code name}. */
  public static Builder builder(String name) {
    return new Builder(name);
  }

  /** The same for one sequence at a time. */
  EngineConfig alone(int batch) {
    return new EngineConfig(
        name,
        contextLength,
        cells,
        1,
        0,
        batch,
        batch,
        pace,
        maxWaiting,
        eventBuffer,
        readerPatience,
        threads,
        gpuLayers,
        adapters,
        Map.of(),
        null);
  }

  /** Refuses values out of range. */
  public EngineConfig {
    require(name != null && !name.isBlank(), "name", name, "a name");
    require(contextLength >= 0, "context-length", contextLength, "≥ 0");
    require(cells >= 0, "cells", cells, "≥ 0");
    require(
        maxSequences >= 1 && maxSequences <= MOST_SEQUENCES,
        "max-sequences",
        maxSequences,
        "1 to 256");
    require(
        cachedSequences >= 0 && maxSequences + cachedSequences <= MOST_SEQUENCES,
        "cached-sequences",
        cachedSequences,
        "≥ 0 and, with max-sequences, at most 256");
    require(batchSize >= maxSequences, "batch-size", batchSize, "at least max-sequences");
    require(prefillChunk >= 1, "prefill-chunk", prefillChunk, "≥ 1");
    require(pace >= 1.1 && pace < Double.POSITIVE_INFINITY, "pace", pace, "≥ 1.1");
    require(maxWaiting >= 1, "max-waiting", maxWaiting, "≥ 1");
    require(eventBuffer >= 1, "event-buffer", eventBuffer, "≥ 1");
    require(
        readerPatience != null && readerPatience.isPositive(),
        "reader-patience",
        readerPatience,
        "positive");
    require(threads >= 0, "threads", threads, "≥ 0");
    require(gpuLayers >= -1, "gpu-layers", gpuLayers, "≥ -1");
    adapters = Map.copyOf(adapters);
    systemPrompts = Map.copyOf(systemPrompts);
  }

  private static void require(boolean holds, String field, Object value, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(field + " must be " + rule + ", given " + value);
    }
  }

  /** Gathers what differs from the defaults. */
  public static final class Builder {
    private final String name;
    private int contextLength;
    private int cells;
    private int maxSequences = 32;
    private Integer cachedSequences;
    private int batchSize = 512;
    private int prefillChunk = 512;
    private double pace = 2;
    private int maxWaiting = 1024;
    private int eventBuffer = 256;
    private Duration readerPatience = Duration.ofSeconds(30);
    private int threads;
    private int gpuLayers = -1;
    private Map<String, Path> adapters = Map.of();
    private Map<String, String> systemPrompts = Map.of();
    private Path prefixFolder;

    private Builder(String name) {
      this.name = name;
    }

    /** Sets {@link EngineConfig#contextLength}. */
    public Builder contextLength(int tokens) {
      this.contextLength = tokens;
      return this;
    }

    /** Sets {@link EngineConfig#cells}. */
    public Builder cells(int tokens) {
      this.cells = tokens;
      return this;
    }

    /** Sets {@link EngineConfig#maxSequences}. */
    public Builder maxSequences(int sequences) {
      this.maxSequences = sequences;
      return this;
    }

    /**
     * Sets {@link EngineConfig#cachedSequences}; by default 96, or as many as there is room for.
     */
    public Builder cachedSequences(int sequences) {
      this.cachedSequences = sequences;
      return this;
    }

    /** Sets {@link EngineConfig#batchSize}. */
    public Builder batchSize(int tokens) {
      this.batchSize = tokens;
      return this;
    }

    /** Sets {@link EngineConfig#prefillChunk}. */
    public Builder prefillChunk(int tokens) {
      this.prefillChunk = tokens;
      return this;
    }

    /** Sets {@link EngineConfig#pace}. */
    public Builder pace(double factor) {
      this.pace = factor;
      return this;
    }

    /** Sets {@link EngineConfig#maxWaiting}. */
    public Builder maxWaiting(int requests) {
      this.maxWaiting = requests;
      return this;
    }

    /** Sets {@link EngineConfig#eventBuffer}. */
    public Builder eventBuffer(int events) {
      this.eventBuffer = events;
      return this;
    }

    /** Sets {@link EngineConfig#readerPatience}. */
    public Builder readerPatience(Duration time) {
      this.readerPatience = time;
      return this;
    }

    /** Sets {@link EngineConfig#threads}. */
    public Builder threads(int number) {
      this.threads = number;
      return this;
    }

    /** Sets {@link EngineConfig#gpuLayers}. */
    public Builder gpuLayers(int layers) {
      this.gpuLayers = layers;
      return this;
    }

    /** Sets {@link EngineConfig#adapters}. */
    public Builder adapters(Map<String, Path> files) {
      this.adapters = files;
      return this;
    }

    /** Sets {@link EngineConfig#systemPrompts}. */
    public Builder systemPrompts(Map<String, String> texts) {
      this.systemPrompts = texts;
      return this;
    }

    /** Sets {@link EngineConfig#prefixFolder}. */
    public Builder prefixFolder(Path folder) {
      this.prefixFolder = folder;
      return this;
    }

    /**
     * The configuration.
     *
     * @throws IllegalArgumentException naming the field, its limit and the value given
     */
    public EngineConfig build() {
      return new EngineConfig(
          name,
          contextLength,
          cells,
          maxSequences,
          cachedSequences == null
              ? Math.clamp(MOST_SEQUENCES - maxSequences, 0, 96)
              : cachedSequences,
          batchSize,
          prefillChunk,
          pace,
          maxWaiting,
          eventBuffer,
          readerPatience,
          threads,
          gpuLayers,
          adapters,
          systemPrompts,
          prefixFolder);
    }
  }
}
