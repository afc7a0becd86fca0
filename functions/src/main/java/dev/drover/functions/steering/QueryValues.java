package dev.drover.functions.steering;

import dev.drover.engine.InvalidRequestException;

/** Values of a query that are no text. (The web stack answers 404 to those it cannot read.) */
final class QueryValues {
  private QueryValues() {}

  /**
   * A number, or null if none is given.
   *
   * @throws InvalidRequestException if it is none
   */
  static Integer integer(String field, String value) {
    if (value == null) {
      return null;
    }
    try {
      return Integer.valueOf(value);
    } catch (NumberFormatException e) {
      throw new InvalidRequestException(field, "must be an integer, given " + value);
    }
  }

  /**
   * Whether a switch is on; it is off if not given.
   *
   * @throws InvalidRequestException if it is neither
   */
  static boolean isTrue(String field, String value) {
    if (value == null || value.equals("false")) {
      return false;
    }
    if (value.equals("true")) {
      return true;
    }
    throw new InvalidRequestException(field, "must be true or false, given " + value);
  }
}
