package dev.drover.functions.store;

import java.sql.SQLException;

/** A value is stored already that only one row may have. Each store says which. */
final class DuplicateException extends RuntimeException {
  private static final String UNIQUE_VIOLATION = "23505"; // SQLSTATE, ISO/IEC 9075-2

  DuplicateException(SQLException cause) {
    super(cause);
  }

  static boolean is(SQLException e) {
    return UNIQUE_VIOLATION.equals(e.getSQLState());
  }
}
