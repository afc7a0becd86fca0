package dev.drover.jinja;

import java.util.List;

/** The parser's view of the tokens: the current one, the next one, and expectations. */
final class TokenStream {
  private final List<Token> tokens;
  private int position;

  /** Takes tokens that end with {@link TokenType#EOF}. */
  TokenStream(List<Token> tokens) {
    this.tokens = tokens;
  }

  Token current() {
    return tokens.get(position);
  }

  Token look() {
    return tokens.get(Math.min(position + 1, tokens.size() - 1));
  }

  /** Returns the current token and moves on; the end is never passed. */
  Token next() {
    Token token = current();
    if (position < tokens.size() - 1) {
      position++;
    }
    return token;
  }

  boolean at(TokenType type) {
    return current().type() == type;
  }

  boolean atName(String name) {
    return current().isName(name);
  }

  boolean skipIf(TokenType type) {
    if (at(type)) {
      next();
      return true;
    }
    return false;
  }

  boolean skipIfName(String name) {
    if (atName(name)) {
      next();
      return true;
    }
    return false;
  }

  Token expect(TokenType type) {
    if (!at(type)) {
      throw unexpected(type.symbol());
    }
    return next();
  }

  Token expectName(String name) {
    if (!atName(name)) {
      throw unexpected(name);
    }
    return next();
  }

  private TemplateSyntaxException unexpected(String expected) {
    Token token = current();
    return token.error(
        token.type() == TokenType.EOF
            ? "unexpected end of template, expected '" + expected + "'."
            : "expected token '%s', got '%s'".formatted(expected, token.describe()));
  }
}
