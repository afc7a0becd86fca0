package dev.drover.functions.store;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Jobs in the table {@code job}. */
@ApplicationScoped
public class JdbcJobStore implements JobStore {
  private static final String KIND = "job";

  private static final String SUMMARY =
      "id, kind, state, progress, error, owner, cancel_requested, heartbeat, created_at,"
          + " updated_at, version";

  private static final String WHOLE =
      "select " + SUMMARY + ", request, checkpoint, result from job where id = ?";

  /** Whether a job may be taken, given the latest heartbeat of an owner that is gone. */
  private static final String FREE = "(state = 'queued' or (state = 'running' and heartbeat < ?))";

  private final Database database;

  @Inject
  JdbcJobStore(Database database) {
    this.database = database;
  }

  @Override
  public StoredJob create(String kind, String request) {
    StoreLimits.required("kind", kind, StoreLimits.MAX_WORD);
    StoreLimits.required("request", request, StoreLimits.MAX_JSON);
    return database.transaction(connection -> {
      Instant now = Sql.now(connection);
      String id = RecordId.random("job");
      Sql.update(
          connection,
          "insert into job (id, kind, state, request, cancel_requested, created_at, updated_at,"
              + " version) values (?, ?, ?, ?, false, ?, ?, 1)",
          id,
          kind,
          JobState.QUEUED.wireName(),
          request,
          now,
          now);
      return new StoredJob(
          id,
          kind,
          JobState.QUEUED,
          request,
          null,
          null,
          null,
          null,
          null,
          false,
          null,
          now,
          now,
          1);
    });
  }

  @Override
  public Optional<StoredJob> get(String id) {
    return database.transaction(connection -> Sql.row(connection, JdbcJobStore::job, WHOLE, id));
  }

  @Override
  public Page<JobSummary> list(String kind, JobState state, int limit, String after) {
    StoreLimits.optional("kind", kind, StoreLimits.MAX_WORD);
    return new ListQuery("select " + SUMMARY + " from job")
        .equal("kind", kind)
        .equal("state", state == null ? null : state.wireName())
        .page(
            database,
            JdbcJobStore::summary,
            limit,
            after,
            job -> new Position(job.createdAt(), job.id()));
  }

  @Override
  public Optional<StoredJob> take(String kind, String owner, Duration silence) {
    StoreLimits.name("owner", owner);
    while (true) {
      Attempt attempt = database.transaction(connection -> take(connection, kind, owner, silence));
      if (!attempt.isLost()) {
        return attempt.job();
      }
    }
  }

  /**
   * One attempt to take a job.
   *
   * @param job what was taken, empty if there was nothing to take or another was faster
   * @param isLost whether another was faster
   */
  private record Attempt(Optional<StoredJob> job, boolean isLost) {}

  private static Attempt take(Connection connection, String kind, String owner, Duration silence)
      throws SQLException {
    Instant now = Sql.now(connection);
    Instant lastSign = now.minus(silence);
    Optional<JobSummary> free =
        Sql.row(
            connection,
            JdbcJobStore::summary,
            "select "
                + SUMMARY
                + " from job where kind = ? and "
                + FREE
                + " order by created_at, id limit 1",
            kind,
            lastSign);
    if (free.isEmpty()) {
      return new Attempt(Optional.empty(), false);
    }
    int taken =
        Sql.update(
            connection,
            "update job set state = ?, owner = ?, heartbeat = ?, updated_at = ?,"
                + " version = version + 1 where id = ? and version = ? and "
                + FREE,
            JobState.RUNNING.wireName(),
            owner,
            now,
            now,
            free.get().id(),
            free.get().version(),
            lastSign);
    return taken == 0
        ? new Attempt(Optional.empty(), true)
        : new Attempt(Sql.row(connection, JdbcJobStore::job, WHOLE, free.get().id()), false);
  }

  @Override
  public JobSignal heartbeat(String id, String owner) {
    return database.transaction(connection -> {
      int own =
          Sql.update(
              connection,
              "update job set heartbeat = ? where id = ? and owner = ? and state = 'running'",
              Sql.now(connection),
              id,
              owner);
      if (own == 0) {
        return JobSignal.LOST;
      }
      boolean cancel =
          Sql.row(
                  connection,
                  row -> row.getBoolean(1),
                  "select cancel_requested from job where id = ?",
                  id)
              .orElseThrow();
      return cancel ? JobSignal.CANCEL : JobSignal.GO_ON;
    });
  }

  @Override
  public StoredJob save(StoredJob job) {
    StoreLimits.optional("progress", job.progress(), StoreLimits.MAX_JSON);
    StoreLimits.optional("result", job.result(), StoreLimits.MAX_JSON);
    StoreLimits.optional("error", job.error(), StoreLimits.MAX_TEXT);
    StoreLimits.bytes("checkpoint", job.checkpoint() == null ? 0 : job.checkpoint().length);
    return database.transaction(connection -> {
      Instant now = Sql.now(connection);
      int changed =
          Sql.update(
              connection,
              "update job set state = ?, progress = ?, checkpoint = ?, result = ?, error = ?,"
                  + " owner = ?, heartbeat = ?, updated_at = ?, version = version + 1"
                  + " where id = ? and version = ?",
              job.state().wireName(),
              job.progress(),
              job.checkpoint(),
              job.result(),
              job.error(),
              job.owner(),
              now,
              now,
              job.id(),
              job.version());
      StoredJob stored =
          Sql.row(connection, JdbcJobStore::job, WHOLE, job.id())
              .orElseThrow(() -> new NotStoredException(KIND, job.id()));
      if (changed == 0) {
        throw new VersionConflictException(KIND, job.id(), job.version(), stored.version());
      }
      return stored;
    });
  }

  @Override
  public JobSummary cancel(String id) {
    return database.transaction(connection -> {
      Instant now = Sql.now(connection);
      Sql.update(
          connection,
          "update job set cancel_requested = true, updated_at = ?,"
              + " version = case when state = 'queued' then version + 1 else version end,"
              + " state = case when state = 'queued' then 'cancelled' else state end"
              + " where id = ? and state in ('queued', 'running')",
          now,
          id);
      return Sql.row(
              connection, JdbcJobStore::summary, "select " + SUMMARY + " from job where id = ?", id)
          .orElseThrow(() -> new NotStoredException(KIND, id));
    });
  }

  private static JobSummary summary(ResultSet row) throws SQLException {
    return new JobSummary(
        row.getString("id"),
        row.getString("kind"),
        JobState.of(row.getString("state")),
        row.getString("progress"),
        row.getString("error"),
        row.getString("owner"),
        row.getBoolean("cancel_requested"),
        Sql.instant(row, "heartbeat"),
        Sql.instant(row, "created_at"),
        Sql.instant(row, "updated_at"),
        row.getLong("version"));
  }

  private static StoredJob job(ResultSet row) throws SQLException {
    JobSummary about = summary(row);
    return new StoredJob(
        about.id(),
        about.kind(),
        about.state(),
        row.getString("request"),
        about.progress(),
        row.getBytes("checkpoint"),
        row.getString("result"),
        about.error(),
        about.owner(),
        about.cancelRequested(),
        about.heartbeat(),
        about.createdAt(),
        about.updatedAt(),
        about.version());
  }
}
