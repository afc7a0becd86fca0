package dev.drover.engine;

/**
 * How an engine runs its model.
 *
 * @param name the model's name in requests
 * @param contextLength longest sequence in tokens; 0: what the model was trained for, at most
 *     {@code cells}
 * @param cells tokens held in memory for all sequences together; 0: {@link #DEFAULT_CELLS}
 * @param maxSequences most sequences in the batch, 1 to 256
 * @param batchSize most tokens decoded in one step, ≥ {@code maxSequences}
 * @param prefillChunk most prompt tokens decoded in a step that also serves running streams
 * @param maxWaiting most requests that may wait, ≥ 1; more are refused
 * @param eventBuffer events a reader may fall behind before its sequences pause
 * @param threads native threads; 0: the cores this process may use
 * @param gpuLayers layers kept in GPU memory where the library has a GPU back end; -1: all
 */
public record EngineConfig(
    String name,
    int contextLength,
    int cells,
    int maxSequences,
    int batchSize,
    int prefillChunk,
    int maxWaiting,
    int eventBuffer,
    int threads,
    int gpuLayers) {

  /** Tokens held in memory unless configured otherwise. */
  public static final int DEFAULT_CELLS = 16_384;

  /** The defaults, for a model called {@code name}. */
  public static EngineConfig of(String name) {
    return new EngineConfig(name, 0, 0, 32, 512, 64, 1024, 256, 0, -1);
  }

  /** Refuses values out of range. */
  public EngineConfig {
    require(name != null && !name.isBlank(), "name", name, "a name");
    require(contextLength >= 0, "context-length", contextLength, "≥ 0");
    require(cells >= 0, "cells", cells, "≥ 0");
    require(maxSequences >= 1 && maxSequences <= 256, "max-sequences", maxSequences, "1 to 256");
    require(batchSize >= maxSequences, "batch-size", batchSize, "at least max-sequences");
    require(prefillChunk >= 1, "prefill-chunk", prefillChunk, "≥ 1");
    require(maxWaiting >= 1, "max-waiting", maxWaiting, "≥ 1");
    require(eventBuffer >= 1, "event-buffer", eventBuffer, "≥ 1");
    require(threads >= 0, "threads", threads, "≥ 0");
    require(gpuLayers >= -1, "gpu-layers", gpuLayers, "≥ -1");
  }

  private static void require(boolean holds, String field, Object value, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(field + " must be " + rule + ", given " + value);
    }
  }
}
