package dev.drover.jinja;

import static dev.drover.jinja.TokenType.COLON;
import static dev.drover.jinja.TokenType.COMMA;
import static dev.drover.jinja.TokenType.INTEGER;
import static dev.drover.jinja.TokenType.LBRACE;
import static dev.drover.jinja.TokenType.LBRACKET;
import static dev.drover.jinja.TokenType.NAME;
import static dev.drover.jinja.TokenType.RBRACE;
import static dev.drover.jinja.TokenType.RBRACKET;
import static dev.drover.jinja.TokenType.RPAREN;
import static dev.drover.jinja.TokenType.STRING;

import java.util.ArrayList;
import java.util.List;

/** Parses names, literals and brackets, and the attributes and indexes behind them. */
final class OperandParser {
  private final ExpressionParser expressions;
  private final TokenStream tokens;
  private final Nesting nesting;

  OperandParser(ExpressionParser expressions, TokenStream tokens, Nesting nesting) {
    this.expressions = expressions;
    this.tokens = tokens;
    this.nesting = nesting;
  }

  /** Parses a name, a literal or something in brackets. */
  Expression primary() {
    Token token = tokens.current();
    nesting.height(1);
    return switch (token.type()) {
      case NAME -> name(tokens.next().text());
      case STRING -> string();
      case INTEGER, FLOAT -> new Expression.Constant(tokens.next().value());
      case LPAREN -> {
        tokens.next();
        Expression inner = expressions.tuple(true, null, true);
        tokens.expect(RPAREN);
        yield inner;
      }
      case LBRACKET -> list();
      case LBRACE -> dict();
      default -> throw token.error("unexpected '" + token.describe() + "'");
    };
  }

  private static Expression name(String name) {
    return switch (name) {
      case "true", "True" -> new Expression.Constant(true);
      case "false", "False" -> new Expression.Constant(false);
      case "none", "None" -> new Expression.Constant(null);
      default -> new Expression.Name(name);
    };
  }

  private Expression string() {
    String text = tokens.next().text();
    if (!tokens.at(STRING)) {
      return new Expression.Constant(text);
    }
    StringBuilder joined = new StringBuilder(text);
    while (tokens.at(STRING)) {
      joined.append(tokens.next().text());
    }
    return new Expression.Constant(joined.toString());
  }

  private Expression list() {
    tokens.expect(LBRACKET);
    List<Expression> items = new ArrayList<>();
    int tallest = 0;
    while (!tokens.at(RBRACKET)) {
      if (!items.isEmpty()) {
        tokens.expect(COMMA);
        if (tokens.at(RBRACKET)) {
          break;
        }
      }
      items.add(expressions.expression());
      tallest = Math.max(tallest, nesting.height());
    }
    tokens.expect(RBRACKET);
    nesting.grow(tallest, tokens.current().line());
    return new Expression.ListLiteral(items);
  }

  private Expression dict() {
    tokens.expect(LBRACE);
    List<Expression> keys = new ArrayList<>();
    List<Expression> values = new ArrayList<>();
    int tallest = 0;
    while (!tokens.at(RBRACE)) {
      if (!keys.isEmpty()) {
        tokens.expect(COMMA);
        if (tokens.at(RBRACE)) {
          break;
        }
      }
      keys.add(expressions.expression());
      tallest = Math.max(tallest, nesting.height());
      tokens.expect(COLON);
      values.add(expressions.expression());
      tallest = Math.max(tallest, nesting.height());
    }
    tokens.expect(RBRACE);
    nesting.grow(tallest, tokens.current().line());
    return new Expression.DictLiteral(keys, values);
  }

  /** Parses the attributes, indexes and calls that follow an operand. */
  Expression postfix(Expression target) {
    Expression result = target;
    while (true) {
      int tallest = nesting.height();
      switch (tokens.current().type()) {
        case DOT -> result = attribute(result);
        case LBRACKET -> result = subscript(result);
        case LPAREN -> result = expressions.calls().call(result);
        default -> {
          return result;
        }
      }
      nesting.grow(Math.max(tallest, nesting.height()), tokens.current().line());
    }
  }

  private Expression attribute(Expression target) {
    tokens.next();
    Token name = tokens.next();
    nesting.height(1);
    if (name.type() == NAME) {
      return new Expression.Attribute(target, name.text());
    }
    if (name.type() == INTEGER) {
      return new Expression.Item(target, new Expression.Constant(name.value()));
    }
    throw name.error("expected name or number");
  }

  private Expression subscript(Expression target) {
    Token bracket = tokens.next();
    List<Expression> indexes = new ArrayList<>(1);
    int tallest = 0;
    while (!tokens.at(RBRACKET)) {
      if (!indexes.isEmpty()) {
        tokens.expect(COMMA);
      }
      indexes.add(index());
      tallest = Math.max(tallest, nesting.height());
    }
    tokens.expect(RBRACKET);
    nesting.height(tallest);
    if (indexes.size() == 1) {
      return new Expression.Item(target, indexes.getFirst());
    }
    if (indexes.stream().anyMatch(Expression.Slice.class::isInstance)) {
      throw bracket.error("invalid syntax for slices of several dimensions");
    }
    return new Expression.Item(target, new Expression.TupleLiteral(indexes));
  }

  private Expression index() {
    int tallest = 0;
    Expression start = null;
    if (!tokens.at(COLON)) {
      start = expressions.expression();
      tallest = nesting.height();
      if (!tokens.at(COLON)) {
        return start;
      }
    }
    tokens.next();
    Expression stop = bound();
    tallest = Math.max(tallest, nesting.height());
    Expression step = tokens.skipIf(COLON) ? bound() : null;
    nesting.height(Math.max(tallest, nesting.height()));
    return new Expression.Slice(start, stop, step);
  }

  private Expression bound() {
    nesting.height(0);
    return tokens.at(COLON) || tokens.at(RBRACKET) || tokens.at(COMMA)
        ? null
        : expressions.expression();
  }
}
