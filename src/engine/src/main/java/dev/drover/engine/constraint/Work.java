package dev.drover.engine.constraint;

/**
 * What a sequence may still spend on finding out what may come next. It grows with each token, up
 * to a limit, so that no sequence can hold others up for long, nor each time a little. Not
 * thread-safe.
 */
final class Work {
  private final Work whole;
  private int left;

  /** All that one token may cost. */
  Work() {
    this(null, ConstraintLimits.MAX_WORK);
  }

  private Work(Work whole, int left) {
    this.whole = whole;
    this.left = left;
  }

  /** The same for another sequence. */
  Work copy() {
    return new Work(null, left);
  }

  /** A part of it, which may be used up without an end of the sequence. */
  Work part(int most) {
    return new Work(this, most);
  }

  /** Whether nothing is left of what this is a part of. */
  boolean isWholeUsedUp() {
    return whole == null ? left < 0 : whole.isWholeUsedUp();
  }

  /** One more token has come. */
  void refill() {
    left = Math.min(ConstraintLimits.MAX_WORK, left + ConstraintLimits.WORK_PER_TOKEN);
  }

  /**
   * Takes some of it.
   *
   * @throws ConstraintOverrunException if there is none left of the whole
   * @throws UsedUp if there is none left of this part
   */
  void spend(int steps) {
    left -= steps;
    if (whole != null) {
      whole.spend(steps);
    }
    if (left < 0) {
      throw whole == null
          ? new ConstraintOverrunException(
              "the constraint is too ambiguous: a token took more than "
                  + ConstraintLimits.MAX_WORK
                  + " steps, or many took more than "
                  + ConstraintLimits.WORK_PER_TOKEN)
          : new UsedUp(this);
    }
  }

  /** A part of the work is used up. */
  static final class UsedUp extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Work part;

    UsedUp(Work part) {
      super(null, null, false, false);
      this.part = part;
    }

    /** Whether it is this part. */
    boolean is(Work other) {
      return part == other;
    }
  }
}
