package dev.drover.jinja;

import dev.drover.jinja.Statement.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Parses what a tag assigns to. */
final class TargetParser {
  private final TokenStream tokens;
  private final ExpressionParser expressions;

  TargetParser(TokenStream tokens, ExpressionParser expressions) {
    this.tokens = tokens;
    this.expressions = expressions;
  }

  /** Parses one name; here Jinja takes any. */
  Target.Name name() {
    Token token = tokens.expect(TokenType.NAME);
    if (isLiteral(token.text())) {
      throw token.error("can't assign to 'name'");
    }
    return new Target.Name(token.text(), token.line());
  }

  /**
   * Parses a name, or several that a tuple is unpacked into.
   *
   * @param endName a name that ends it after a comma, or null
   * @param namespaces whether an attribute of a namespace will do
   */
  Target unpacked(String endName, boolean namespaces) {
    List<Target> items = new ArrayList<>();
    boolean commas = false;
    while (!atEnd(endName)) {
      items.add(item(namespaces));
      if (!tokens.skipIf(TokenType.COMMA)) {
        break;
      }
      commas = true;
    }
    if (commas) {
      return new Target.Unpacked(items);
    }
    if (items.isEmpty()) {
      Token token = tokens.current();
      throw token.error("Expected an expression, got '" + token.describe() + "'");
    }
    return items.getFirst();
  }

  private boolean atEnd(String endName) {
    return switch (tokens.current().type()) {
      case VARIABLE_END, BLOCK_END, RPAREN -> true;
      default -> endName != null && tokens.atName(endName);
    };
  }

  private Target item(boolean namespaces) {
    Token token = tokens.current();
    if (namespaces
        && token.type() == TokenType.NAME
        && tokens.look().type() == TokenType.DOT
        && !isLiteral(token.text())) {
      tokens.next();
      tokens.next();
      return new Target.NamespaceAttribute(token.text(), tokens.expect(TokenType.NAME).text());
    }
    return target(expressions.operands().primary(), token);
  }

  private static Target target(Expression expression, Token token) {
    return switch (expression) {
      case Expression.Name(String name) -> new Target.Name(name, token.line());
      case Expression.TupleLiteral(List<Expression> items) -> {
        List<Target> targets = new ArrayList<>();
        for (Expression item : items) {
          targets.add(target(item, token));
        }
        yield new Target.Unpacked(targets);
      }
      default ->
          throw token.error(
              "can't assign to '"
                  + expression.getClass().getSimpleName().toLowerCase(Locale.ROOT)
                  + "'");
    };
  }

  private static boolean isLiteral(String name) {
    return switch (name) {
      case "true", "false", "none", "True", "False", "None" -> true;
      default -> false;
    };
  }
}
