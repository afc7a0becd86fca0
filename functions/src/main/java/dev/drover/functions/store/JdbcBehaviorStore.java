package dev.drover.functions.store;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** Behaviours in the table {@code steering_behavior}. */
@ApplicationScoped
public class JdbcBehaviorStore implements BehaviorStore {
  private static final String KIND = "behavior";

  private static final String SUMMARY =
      "id, name, description, vector_id, layers, width, model_fingerprint, created_at, version";

  private static final String WHOLE =
      "select " + SUMMARY + ", baseline, threshold from steering_behavior where ";

  private final Database database;

  @Inject
  JdbcBehaviorStore(Database database) {
    this.database = database;
  }

  @Override
  public StoredBehavior create(NewBehavior behavior) {
    try {
      return database.transaction(connection -> insert(connection, behavior));
    } catch (DuplicateException e) {
      throw new NameTakenException(KIND, behavior.name());
    }
  }

  private static StoredBehavior insert(Connection connection, NewBehavior behavior)
      throws SQLException {
    String vector = behavior.vectorId();
    if (vector != null) {
      // Locked, so that it cannot be deleted before the reference is there.
      boolean stored =
          Sql.row(
                  connection,
                  row -> row.getString(1),
                  "select id from steering_vector where id = ? for update",
                  vector)
              .isPresent();
      if (!stored) {
        throw new NotStoredException("vector", vector);
      }
    }
    Instant now = Sql.now(connection);
    String id = RecordId.random("bh");
    Sql.update(
        connection,
        "insert into steering_behavior (id, name, description, vector_id, layers, width,"
            + " model_fingerprint, created_at, version, baseline, threshold)"
            + " values (?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?)",
        id,
        behavior.name(),
        behavior.description(),
        vector,
        DirectionBytes.layers(behavior.baseline().layers()),
        behavior.baseline().width(),
        behavior.modelFingerprint(),
        now,
        DirectionBytes.of(behavior.baseline()),
        behavior.threshold());
    return new StoredBehavior(
        id,
        behavior.name(),
        behavior.description(),
        vector,
        behavior.baseline(),
        behavior.threshold(),
        behavior.modelFingerprint(),
        now,
        1);
  }

  @Override
  public Optional<StoredBehavior> get(String id) {
    return one("id = ?", id);
  }

  @Override
  public Optional<StoredBehavior> find(String name) {
    return one("name = ?", name);
  }

  private Optional<StoredBehavior> one(String condition, String value) {
    return database.transaction(
        connection -> Sql.row(connection, JdbcBehaviorStore::behavior, WHOLE + condition, value));
  }

  @Override
  public Page<BehaviorSummary> list(int limit, String after) {
    return new ListQuery("select " + SUMMARY + " from steering_behavior")
        .page(
            database,
            JdbcBehaviorStore::summary,
            limit,
            after,
            behavior -> new Position(behavior.createdAt(), behavior.id()));
  }

  @Override
  public BehaviorSummary rename(String id, long version, String name) {
    StoreLimits.name("name", name);
    try {
      return database.transaction(connection -> {
        int changed =
            Sql.update(
                connection,
                "update steering_behavior set name = ?, version = version + 1"
                    + " where id = ? and version = ?",
                name,
                id,
                version);
        BehaviorSummary stored =
            Sql.row(
                    connection,
                    JdbcBehaviorStore::summary,
                    "select " + SUMMARY + " from steering_behavior where id = ?",
                    id)
                .orElseThrow(() -> new NotStoredException(KIND, id));
        if (changed == 0) {
          throw new VersionConflictException(KIND, id, version, stored.version());
        }
        return stored;
      });
    } catch (DuplicateException e) {
      throw new NameTakenException(KIND, name);
    }
  }

  @Override
  public boolean delete(String id) {
    return database.transaction(
        connection -> Sql.update(connection, "delete from steering_behavior where id = ?", id) > 0);
  }

  private static BehaviorSummary summary(ResultSet row) throws SQLException {
    return new BehaviorSummary(
        row.getString("id"),
        row.getString("name"),
        row.getString("description"),
        row.getString("vector_id"),
        DirectionBytes.layers(row.getString("layers")),
        row.getInt("width"),
        row.getString("model_fingerprint"),
        Sql.instant(row, "created_at"),
        row.getLong("version"));
  }

  private static StoredBehavior behavior(ResultSet row) throws SQLException {
    BehaviorSummary about = summary(row);
    return new StoredBehavior(
        about.id(),
        about.name(),
        about.description(),
        about.vectorId(),
        DirectionBytes.vector(about.layers(), about.width(), row.getBytes("baseline")),
        row.getDouble("threshold"),
        about.modelFingerprint(),
        about.createdAt(),
        about.version());
  }
}
