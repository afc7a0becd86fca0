package dev.drover.functions.store;

import java.sql.SQLException;
import org.flywaydb.core.api.FlywayException;

/** What went wrong with a database, in a few words that callers may read. */
final class DatabaseFailure {
  /** H2's error code DATABASE_ALREADY_OPEN_1. */
  private static final int ALREADY_OPEN = 90_020;

  private DatabaseFailure() {}

  /** The gist of a failure: no statement, no address, no credentials. */
  static String gist(Exception failure) {
    return switch (failure) {
      case FlywayException e -> "its tables cannot be brought up to date";
      case SQLException e when inUse(e) -> "another process uses its file";
      case SQLException e -> byState(e.getSQLState() == null ? "" : e.getSQLState());
      default -> "its folder cannot be made";
    };
  }

  private static boolean inUse(SQLException e) {
    return e.getErrorCode() == ALREADY_OPEN;
  }

  /** By the classes of ISO/IEC 9075-2 and of PostgreSQL's appendix A, which H2 shares. */
  private static String byState(String state) {
    String kind = state.length() < 2 ? "" : state.substring(0, 2);
    return switch (kind) {
      case "08" -> "the database cannot be reached";
      case "28" -> "the database refuses the user";
      case "3D" -> "there is no such database";
      case "53" -> "the database is out of resources";
      case "57" -> "the database is shutting down or starting up";
      case "HY" -> "the database does not answer in time";
      default -> "the database failed" + (state.isEmpty() ? "" : " (SQLSTATE " + state + ")");
    };
  }
}
