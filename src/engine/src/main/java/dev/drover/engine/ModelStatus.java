package dev.drover.engine;

import java.time.Instant;

/**
 * A pool's model at one moment.
 *
 * @param model what is served
 * @param isDefault whether requests that name no model get it
 * @param state how far it is
 * @param since since when it is in this state
 * @param reason why it could not be loaded, or what its loading waits for; else null
 * @param info what it was when it was loaded last; null before
 * @param statistics of its engine, null while it has none; counted from its last loading on
 * @param loads times it was loaded
 * @param unloads times it was unloaded to free memory
 */
public record ModelStatus(
    ServedModel model,
    boolean isDefault,
    State state,
    Instant since,
    String reason,
    ModelInfo info,
    EngineStatistics statistics,
    long loads,
    long unloads) {

  /** How far a model is. */
  public enum State {
    /** Not in memory; the next request loads it. */
    UNLOADED,
    /** Being loaded, or waiting for memory. */
    LOADING,
    /** Takes requests. */
    READY,
    /** Being unloaded; the next request loads it again. */
    UNLOADING,
    /** Could not be loaded; after a while a request tries again. */
    FAILED,
    /** The pool is closed. */
    CLOSED
  }

  /** Whether a request would be served now or, since the model was loaded before, shortly. */
  public boolean isUp() {
    return switch (state) {
      case READY -> true;
      case UNLOADED, UNLOADING, LOADING -> loads > 0;
      case FAILED, CLOSED -> false;
    };
  }
}
