package dev.drover.jinja;

/** Operators with one operand. */
enum UnaryOperator {
  NEGATIVE,
  POSITIVE,
  NOT;

  /** Returns the sign that a token is, or null. */
  static UnaryOperator of(TokenType type) {
    return switch (type) {
      case SUB -> NEGATIVE;
      case ADD -> POSITIVE;
      default -> null;
    };
  }

  /** Applies it as Python does. */
  Object apply(Run run, Object operand) {
    return switch (this) {
      case NEGATIVE -> Arithmetic.negative(run, operand);
      case POSITIVE -> Arithmetic.positive(operand);
      case NOT -> !Values.truth(operand);
    };
  }
}
