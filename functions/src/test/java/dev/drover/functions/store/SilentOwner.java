package dev.drover.functions.store;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;

/** Makes a running job look as if its replica had died some time ago. */
@ApplicationScoped
public class SilentOwner {
  @Inject Database database;

  /**
   * Gives a running job to an owner that nobody has heard of for so long, who left a checkpoint.
   */
  public void leave(String job, Duration silence, byte[] checkpoint) {
    int left =
        database.transaction(connection ->
            Sql.update(
                connection,
                "update job set owner = 'dead', heartbeat = ?, checkpoint = ?, version = version + 1"
                    + " where id = ? and state = 'running'",
                Sql.now(connection).minus(silence),
                checkpoint,
                job));
    if (left != 1) {
      throw new IllegalStateException("the job does not run: " + job);
    }
  }
}
