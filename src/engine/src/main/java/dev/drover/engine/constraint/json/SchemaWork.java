package dev.drover.engine.constraint.json;

import dev.drover.engine.constraint.ConstraintException;

/** What the questions about one schema's patterns take, in steps. */
final class SchemaWork {
  private long steps;

  /** Counts some more. */
  void add(int more) {
    steps += more;
  }

  /** Whether a question that may be left open can still be followed. */
  boolean may() {
    return steps < SchemaLimits.MAX_WORK;
  }

  /**
   * For a question that must be answered.
   *
   * @throws ConstraintException if all questions so far took too much
   */
  void must() {
    if (steps > 2L * SchemaLimits.MAX_WORK) {
      throw new ConstraintException(
          "the schema is too large: its patterns take too long to compare");
    }
  }
}
