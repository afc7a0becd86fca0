package dev.drover.engine;

import java.time.Duration;

/** The engine cannot take the request now, though the request is valid. */
public final class EngineUnavailableException extends RuntimeException {

  /** Why the engine refused. */
  public enum Reason {
    /** As many requests wait as may wait. */
    QUEUE_FULL,
    /** The engine is closed or closing. */
    CLOSED,
    /** The model is still being loaded. */
    LOADING,
    /** The model could not be loaded. */
    FAILED
  }

  private final Reason reason;
  private final Duration retryAfter;

  /**
   * A refusal.
   *
   * @param reason why
   * @param message a sentence for the caller, with the numbers
   * @param retryAfter when to try again
   */
  public EngineUnavailableException(Reason reason, String message, Duration retryAfter) {
    super(message);
    this.reason = reason;
    this.retryAfter = retryAfter;
  }

  /** Why the engine refused. */
  public Reason reason() {
    return reason;
  }

  /** When to try again. */
  public Duration retryAfter() {
    return retryAfter;
  }
}
