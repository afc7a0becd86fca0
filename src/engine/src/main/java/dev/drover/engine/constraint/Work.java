package dev.drover.engine.constraint;

/** What one token may cost. Not thread-safe. */
final class Work {
  private int left = ConstraintLimits.MAX_WORK;

  /**
   * Takes a part of it.
   *
   * @throws ConstraintOverrunException if there is none left
   */
  void spend(int steps) {
    left -= steps;
    if (left < 0) {
      throw new ConstraintOverrunException(
          "the constraint is too ambiguous: one token took more than "
              + ConstraintLimits.MAX_WORK
              + " steps");
    }
  }
}
