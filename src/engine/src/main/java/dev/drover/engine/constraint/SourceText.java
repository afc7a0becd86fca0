package dev.drover.engine.constraint;

/** A text that is read from its beginning, with messages that say where. Not thread-safe. */
final class SourceText {
  /** What stands after the last character. */
  static final int END = -1;

  private final int[] characters;
  private int at;

  SourceText(String text) {
    this.characters = text.codePoints().toArray();
  }

  /** How many characters were read. */
  int position() {
    return at;
  }

  /** The next character, or {@link #END}. */
  int peek() {
    return peek(0);
  }

  /** A character further on, or {@link #END}. */
  int peek(int further) {
    return at + further < characters.length ? characters[at + further] : END;
  }

  /** Reads the next character, or {@link #END}. */
  int next() {
    return at < characters.length ? characters[at++] : END;
  }

  /** Reads a character if it comes next. */
  boolean skip(int character) {
    if (peek() == character) {
      at++;
      return true;
    }
    return false;
  }

  /** Reads a text if it comes next. */
  boolean skip(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (peek(i) != text.charAt(i)) {
        return false;
      }
    }
    at += text.length();
    return true;
  }

  /** Goes back, or on, to a position. */
  void moveTo(int position) {
    at = position;
  }

  /**
   * Reads hexadecimal digits.
   *
   * @throws ConstraintException if there are fewer
   */
  int hex(int digits) {
    int value = 0;
    for (int i = 0; i < digits; i++) {
      int digit = peek() == END || peek() > 'f' ? -1 : Character.digit(peek(), 16);
      if (digit < 0) {
        throw error(digits + " hexadecimal digits are expected");
      }
      value = value * 16 + digit;
      at++;
    }
    return value;
  }

  /**
   * Reads a decimal number.
   *
   * @return the number, {@link Expr.Repeat#UNBOUNDED} - 1 if it is greater, or -1 if there is none
   */
  int number() {
    long value = -1;
    while (peek() >= '0' && peek() <= '9') {
      value = Math.max(value, 0) * 10 + next() - '0';
      value = Math.min(value, Expr.Repeat.UNBOUNDED - 1);
    }
    return (int) value;
  }

  /** That something is wrong with the next character. */
  ConstraintException error(String message) {
    return error(at, message);
  }

  /** That something is wrong at a position. */
  ConstraintException error(int position, String message) {
    int line = 1;
    int column = 1;
    for (int i = 0; i < position && i < characters.length; i++) {
      column++;
      if (characters[i] == '\n') {
        line++;
        column = 1;
      }
    }
    return new ConstraintException("line " + line + ", column " + column + ": " + message);
  }
}
