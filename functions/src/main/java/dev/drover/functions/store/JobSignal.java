package dev.drover.functions.store;

/** What a replica that works on a job learns from its heartbeat. */
public enum JobSignal {
  /** The job is still its own. */
  GO_ON,
  /** Somebody asked for the job's end. */
  CANCEL,
  /** Another replica has taken the job over, or it has ended: stop, and store nothing. */
  LOST
}
