package dev.drover.functions.store;

import java.time.Duration;

/** The database cannot be used now. The message says why, for callers. */
public final class StoreUnavailableException extends RuntimeException {
  /** When to try again. */
  public static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  StoreUnavailableException(String reason, Throwable cause) {
    super("the store is unavailable: " + reason, cause);
  }
}
