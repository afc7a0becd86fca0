package dev.drover.engine;

import java.time.Duration;

/**
 * How a pool loads and unloads its models.
 *
 * @param loadWait how long a request waits for its model, ≥ 0
 * @param loadRetry how long a model that could not be loaded is left alone, ≥ 0
 * @param idleUnload how long a model that is not pinned stays without a request; 0: for ever
 * @param memoryBudget bytes that all loaded models may take together, by {@link
 *     ModelLoader#bytesNeeded}; 0: no limit
 */
public record PoolConfig(
    Duration loadWait, Duration loadRetry, Duration idleUnload, long memoryBudget) {

  /** Nothing is unloaded; requests wait for half a minute. */
  public static final PoolConfig DEFAULTS =
      new PoolConfig(Duration.ofSeconds(30), Duration.ofMinutes(1), Duration.ZERO, 0);

  /** Refuses values out of range. */
  public PoolConfig {
    notNegative("load-wait", loadWait);
    notNegative("load-retry", loadRetry);
    notNegative("idle-unload", idleUnload);
    if (memoryBudget < 0) {
      throw new IllegalArgumentException("memory-budget must be ≥ 0, given " + memoryBudget);
    }
  }

  private static void notNegative(String field, Duration value) {
    if (value.isNegative()) {
      throw new IllegalArgumentException(field + " must be ≥ 0, given " + value);
    }
  }
}
