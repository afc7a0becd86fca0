package dev.drover.functions.store;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** A query for pages of records, newest first, that meet conditions. */
final class ListQuery {
  private final StringBuilder sql;
  private final List<Object> values = new ArrayList<>();
  private String joint = " where ";

  /**
   * A query without conditions.
   *
   * @param select as far as the table's name
   */
  ListQuery(String select) {
    this.sql = new StringBuilder(select);
  }

  /** A column must have a value; null: any. */
  ListQuery equal(String column, Object value) {
    return value == null ? this : and(column + " = ?", value);
  }

  /** A column must contain a text, in any case; null: any. */
  ListQuery contains(String column, String part) {
    if (part == null) {
      return this;
    }
    String pattern = part.replace("!", "!!").replace("%", "!%").replace("_", "!_");
    return and("lower(" + column + ") like lower(?) escape '!'", "%" + pattern + "%");
  }

  private ListQuery and(String condition, Object... of) {
    sql.append(joint).append(condition);
    values.addAll(List.of(of));
    joint = " and ";
    return this;
  }

  /**
   * One page.
   *
   * @param limit most items, checked here
   * @param after where the page before ended, checked here; or null
   */
  <T> Page<T> page(
      Database database, Sql.Row<T> row, int limit, String after, Function<T, Position> position) {
    StoreLimits.limit(limit);
    Position from = Position.parse(after);
    if (from != null) {
      and(
          "(created_at < ? or (created_at = ? and id < ?))",
          from.createdAt(),
          from.createdAt(),
          from.id());
    }
    sql.append(" order by created_at desc, id desc limit ?");
    values.add(limit + 1);
    List<T> rows =
        database.transaction(
            connection -> Sql.rows(connection, row, sql.toString(), values.toArray()));
    return Position.page(rows, limit, position);
  }
}
