package dev.drover.jinja;

/** Comparison and membership operators. */
enum Comparison {
  EQUAL,
  NOT_EQUAL,
  LESS,
  LESS_OR_EQUAL,
  GREATER,
  GREATER_OR_EQUAL,
  IN,
  NOT_IN;

  /** Returns the operator that a token is, or null; in and not in are names. */
  static Comparison of(TokenType type) {
    return switch (type) {
      case EQ -> EQUAL;
      case NE -> NOT_EQUAL;
      case LT -> LESS;
      case LTEQ -> LESS_OR_EQUAL;
      case GT -> GREATER;
      case GTEQ -> GREATER_OR_EQUAL;
      default -> null;
    };
  }

  /** Applies it as Python does. */
  boolean test(Run run, Object left, Object right) {
    return switch (this) {
      case EQUAL -> Equality.equal(run, left, right);
      case NOT_EQUAL -> !Equality.equal(run, left, right);
      case LESS -> Ordering.compare(run, "<", left, right, c -> c < 0);
      case LESS_OR_EQUAL -> Ordering.compare(run, "<=", left, right, c -> c <= 0);
      case GREATER -> Ordering.compare(run, ">", left, right, c -> c > 0);
      case GREATER_OR_EQUAL -> Ordering.compare(run, ">=", left, right, c -> c >= 0);
      case IN -> Containment.contains(run, right, left);
      case NOT_IN -> !Containment.contains(run, right, left);
    };
  }
}
