package dev.drover.jinja;

/**
 * One token.
 *
 * @param value a name's or operator's text, a literal's value (String, Long, BigInteger, Double),
 *     the text of template data
 * @param line from 1
 * @param column from 1, in UTF-16 units
 */
record Token(TokenType type, Object value, int line, int column) {

  boolean isName(String name) {
    return type == TokenType.NAME && name.equals(value);
  }

  String text() {
    return (String) value;
  }

  /** Describes the token for an error message. */
  String describe() {
    return type == TokenType.NAME ? text() : type.symbol();
  }

  /** Makes the error that this token is out of place. */
  TemplateSyntaxException error(String message) {
    return new TemplateSyntaxException(message, line, column);
  }
}
