package dev.drover.functions.store;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** Steering vectors in the table {@code steering_vector}. */
@ApplicationScoped
public class JdbcVectorStore implements VectorStore {
  private static final String KIND = "vector";

  private static final String SUMMARY =
      "id, name, label, category, method, model_fingerprint, model_name, layers, width, created_at,"
          + " updated_at, version";

  private static final String WHOLE =
      "select " + SUMMARY + ", directions, summary from steering_vector where ";

  private final Database database;

  @Inject
  JdbcVectorStore(Database database) {
    this.database = database;
  }

  @Override
  public StoredVector create(NewVector vector) {
    try {
      return database.transaction(connection -> insert(connection, vector));
    } catch (DuplicateException e) {
      throw new NameTakenException("preset", vector.labels().name());
    }
  }

  @Override
  public StoredVector keepPreset(NewVector vector) {
    String key = vector.labels().presetName();
    if (key == null) {
      throw new IllegalArgumentException(
          "must have the category preset, given " + vector.labels().category());
    }
    while (true) {
      Optional<StoredVector> kept = preset(vector.modelFingerprint(), key);
      if (kept.isPresent()) {
        return kept.get();
      }
      try {
        return create(vector);
      } catch (NameTakenException e) {
        continue; // another was first, and may be deleted before it is read
      }
    }
  }

  private static StoredVector insert(Connection connection, NewVector vector) throws SQLException {
    Instant now = Sql.now(connection);
    String id = RecordId.random("sv");
    VectorLabels labels = vector.labels();
    Sql.update(
        connection,
        "insert into steering_vector (id, name, label, category, preset_name, method,"
            + " model_fingerprint, model_name, layers, width, directions, summary, created_at,"
            + " updated_at, version) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)",
        id,
        labels.name(),
        labels.label(),
        labels.category(),
        labels.presetName(),
        vector.method(),
        vector.modelFingerprint(),
        vector.modelName(),
        DirectionBytes.layers(vector.vector().layers()),
        vector.vector().width(),
        DirectionBytes.of(vector.vector()),
        vector.summary(),
        now,
        now);
    return new StoredVector(
        id,
        labels.name(),
        labels.label(),
        labels.category(),
        vector.method(),
        vector.modelFingerprint(),
        vector.modelName(),
        vector.vector(),
        vector.summary(),
        now,
        now,
        1);
  }

  @Override
  public Optional<StoredVector> get(String id) {
    return database.transaction(
        connection -> Sql.row(connection, JdbcVectorStore::vector, WHOLE + "id = ?", id));
  }

  @Override
  public Optional<StoredVector> preset(String modelFingerprint, String key) {
    return database.transaction(connection ->
        Sql.row(
            connection,
            JdbcVectorStore::vector,
            WHOLE + "model_fingerprint = ? and preset_name = ?",
            modelFingerprint,
            key));
  }

  @Override
  public Page<VectorSummary> list(VectorFilter filter, int limit, String after) {
    ListQuery query =
        new ListQuery("select " + SUMMARY + " from steering_vector")
            .equal("category", filter.category())
            .equal("method", filter.method())
            .equal("label", filter.label())
            .equal("model_fingerprint", filter.modelFingerprint())
            .contains("name", filter.nameContains());
    return query.page(
        database,
        JdbcVectorStore::summary,
        limit,
        after,
        vector -> new Position(vector.createdAt(), vector.id()));
  }

  @Override
  public VectorSummary relabel(String id, long version, VectorLabels labels) {
    try {
      return database.transaction(connection -> {
        int changed =
            Sql.update(
                connection,
                "update steering_vector set name = ?, label = ?, category = ?, preset_name = ?,"
                    + " updated_at = ?, version = version + 1 where id = ? and version = ?",
                labels.name(),
                labels.label(),
                labels.category(),
                labels.presetName(),
                Sql.now(connection),
                id,
                version);
        VectorSummary stored =
            Sql.row(
                    connection,
                    JdbcVectorStore::summary,
                    "select " + SUMMARY + " from steering_vector where id = ?",
                    id)
                .orElseThrow(() -> new NotStoredException(KIND, id));
        if (changed == 0) {
          throw new VersionConflictException(KIND, id, version, stored.version());
        }
        return stored;
      });
    } catch (DuplicateException e) {
      throw new NameTakenException("preset", labels.name());
    }
  }

  @Override
  public boolean delete(String id) {
    return database.transaction(
        connection -> Sql.update(connection, "delete from steering_vector where id = ?", id) > 0);
  }

  private static VectorSummary summary(ResultSet row) throws SQLException {
    return new VectorSummary(
        row.getString("id"),
        row.getString("name"),
        row.getString("label"),
        row.getString("category"),
        row.getString("method"),
        row.getString("model_fingerprint"),
        row.getString("model_name"),
        DirectionBytes.layers(row.getString("layers")),
        row.getInt("width"),
        Sql.instant(row, "created_at"),
        Sql.instant(row, "updated_at"),
        row.getLong("version"));
  }

  private static StoredVector vector(ResultSet row) throws SQLException {
    VectorSummary about = summary(row);
    return new StoredVector(
        about.id(),
        about.name(),
        about.label(),
        about.category(),
        about.method(),
        about.modelFingerprint(),
        about.modelName(),
        DirectionBytes.vector(about.layers(), about.width(), row.getBytes("directions")),
        row.getString("summary"),
        about.createdAt(),
        about.updatedAt(),
        about.version());
  }
}
