package dev.drover.functions.store;

import java.util.Locale;

/** Where a job stands. */
public enum JobState {
  /** Waits for a replica. */
  QUEUED,
  /** A replica works on it, or did until it broke. */
  RUNNING,
  /** Ended with a result. */
  SUCCEEDED,
  /** Ended with an error. */
  FAILED,
  /** Ended because somebody asked for it. */
  CANCELLED;

  /** The name in lower case. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  static JobState of(String wireName) {
    return valueOf(wireName.toUpperCase(Locale.ROOT));
  }

  /** Whether nothing more will happen. */
  public boolean isFinal() {
    return this != QUEUED && this != RUNNING;
  }
}
