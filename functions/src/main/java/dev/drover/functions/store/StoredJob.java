package dev.drover.functions.store;

import java.time.Instant;

/**
 * A long job as it is stored. The methods make a changed copy for {@link JobStore#save}.
 *
 * @param id {@code job_} and 12 lower-case letters and digits
 * @param kind what work it is
 * @param state where it stands
 * @param request what is asked for, as JSON text
 * @param progress how far it is, as JSON text, or null
 * @param checkpoint what to go on from if its replica breaks, or null; not copied, never change it
 * @param result what came out, as JSON text, or null
 * @param error why it failed, or null
 * @param owner who works on it, or null
 * @param cancelRequested whether somebody asked for its end
 * @param heartbeat the owner's last sign of life, or null
 * @param createdAt to the microsecond, by the database's clock
 * @param updatedAt when it last changed, heartbeats aside
 * @param version 1 at first, one more with each change, heartbeats and requests to cancel aside
 */
public record StoredJob(
    String id,
    String kind,
    JobState state,
    String request,
    String progress,
    byte[] checkpoint,
    String result,
    String error,
    String owner,
    boolean cancelRequested,
    Instant heartbeat,
    Instant createdAt,
    Instant updatedAt,
    long version) {

  /** It got further. */
  public StoredJob progressed(String to, byte[] from) {
    return with(state, to, from, null, null, owner);
  }

  /** It goes back to the queue, for whoever takes it next to go on from its checkpoint. */
  public StoredJob released() {
    return with(JobState.QUEUED, progress, checkpoint, null, null, null);
  }

  /** It ends with a result. The checkpoint is dropped. */
  public StoredJob succeeded(String outcome) {
    return with(JobState.SUCCEEDED, progress, null, outcome, null, owner);
  }

  /** It ends with an error, which is cut if need be. The checkpoint is dropped. */
  public StoredJob failed(String why) {
    return with(JobState.FAILED, progress, null, null, StoreLimits.cut(why), owner);
  }

  /** It ends because somebody asked for it. The checkpoint is dropped. */
  public StoredJob cancelled() {
    return with(JobState.CANCELLED, progress, null, null, null, owner);
  }

  private StoredJob with(
      JobState newState,
      String newProgress,
      byte[] newCheckpoint,
      String newResult,
      String newError,
      String newOwner) {
    return new StoredJob(
        id,
        kind,
        newState,
        request,
        newProgress,
        newCheckpoint,
        newResult,
        newError,
        newOwner,
        cancelRequested,
        heartbeat,
        createdAt,
        updatedAt,
        version);
  }
}
