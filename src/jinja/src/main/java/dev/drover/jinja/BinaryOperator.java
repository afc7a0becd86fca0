package dev.drover.jinja;

/** Arithmetic operators; {@code level} grows with how tightly they bind. */
enum BinaryOperator {
  ADD(0, TokenType.ADD),
  SUBTRACT(0, TokenType.SUB),
  MULTIPLY(2, TokenType.MUL),
  DIVIDE(2, TokenType.DIV),
  FLOOR_DIVIDE(2, TokenType.FLOORDIV),
  MODULO(2, TokenType.MOD),
  POWER(3, TokenType.POW);

  /** {@code ~} stands between the sums and the products, and takes any number of operands. */
  static final int CONCAT_LEVEL = 1;

  static final int MAX_LEVEL = 3;

  private final int level;
  private final TokenType token;

  BinaryOperator(int level, TokenType token) {
    this.level = level;
    this.token = token;
  }

  /** Returns the operator of a level that a token is, or null. */
  static BinaryOperator of(TokenType type, int level) {
    BinaryOperator operator =
        switch (type) {
          case ADD -> ADD;
          case SUB -> SUBTRACT;
          case MUL -> MULTIPLY;
          case DIV -> DIVIDE;
          case FLOORDIV -> FLOOR_DIVIDE;
          case MOD -> MODULO;
          case POW -> POWER;
          default -> null;
        };
    return operator != null && operator.level == level ? operator : null;
  }

  String symbol() {
    return token.symbol();
  }

  /** Applies it as Python does. */
  Object apply(Run run, Object left, Object right) {
    return switch (this) {
      case ADD -> Arithmetic.add(run, left, right);
      case SUBTRACT -> Arithmetic.subtract(run, left, right);
      case MULTIPLY -> Arithmetic.multiply(run, left, right);
      case DIVIDE -> Division.divide(left, right);
      case FLOOR_DIVIDE -> Division.floorDivide(left, right);
      case MODULO -> Division.modulo(run, left, right);
      case POWER -> Power.power(left, right);
    };
  }
}
