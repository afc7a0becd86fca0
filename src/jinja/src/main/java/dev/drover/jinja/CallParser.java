package dev.drover.jinja;

import static dev.drover.jinja.TokenType.ASSIGN;
import static dev.drover.jinja.TokenType.COMMA;
import static dev.drover.jinja.TokenType.DOT;
import static dev.drover.jinja.TokenType.LPAREN;
import static dev.drover.jinja.TokenType.MUL;
import static dev.drover.jinja.TokenType.NAME;
import static dev.drover.jinja.TokenType.PIPE;
import static dev.drover.jinja.TokenType.POW;
import static dev.drover.jinja.TokenType.RPAREN;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Parses calls, filters and tests. */
final class CallParser {
  private final ExpressionParser expressions;
  private final TokenStream tokens;
  private final Nesting nesting;

  CallParser(ExpressionParser expressions, TokenStream tokens, Nesting nesting) {
    this.expressions = expressions;
    this.tokens = tokens;
    this.nesting = nesting;
  }

  /** Parses the filters, tests and calls that follow an operand and its postfixes. */
  Expression filters(Expression target) {
    Expression result = target;
    while (true) {
      int tallest = nesting.height();
      if (tokens.at(PIPE)) {
        tokens.next();
        result = filter(result);
      } else if (tokens.atName("is")) {
        result = test(result);
      } else if (tokens.at(LPAREN)) {
        result = call(result);
      } else {
        return result;
      }
      nesting.grow(Math.max(tallest, nesting.height()), tokens.current().line());
    }
  }

  /** Parses the filters of a set or filter block; the block's text is their innermost target. */
  Expression.Filter blockFilters() {
    nesting.height(0);
    Expression.Filter result = filter(null);
    while (tokens.skipIf(PIPE)) {
      int tallest = nesting.height();
      result = filter(result);
      nesting.grow(Math.max(tallest, nesting.height()), tokens.current().line());
    }
    return result;
  }

  private Expression.Filter filter(Expression target) {
    int line = tokens.current().line();
    String name = dottedName();
    Expression.Call.Arguments arguments = Expression.Call.Arguments.NONE;
    nesting.height(0);
    if (tokens.at(LPAREN)) {
      arguments = arguments();
    }
    return new Expression.Filter(target, name, arguments, line);
  }

  private String dottedName() {
    StringBuilder name = new StringBuilder(tokens.expect(NAME).text());
    while (tokens.skipIf(DOT)) {
      name.append('.').append(tokens.expect(NAME).text());
    }
    return name.toString();
  }

  private Expression test(Expression target) {
    int line = tokens.next().line();
    boolean negated = tokens.skipIfName("not");
    String name = dottedName();
    Expression.Call.Arguments arguments = Expression.Call.Arguments.NONE;
    nesting.height(0);
    if (tokens.at(LPAREN)) {
      arguments = arguments();
    } else if (atTestArgument()) {
      if (tokens.atName("is")) {
        throw tokens.current().error("You cannot chain multiple tests with is");
      }
      Expression argument = expressions.operands().postfix(expressions.operands().primary());
      arguments =
          new Expression.Call.Arguments(List.of(argument), List.of(), List.of(), null, null);
    }
    Expression test = new Expression.Test(target, name, arguments, line);
    return negated ? new Expression.Unary(UnaryOperator.NOT, test) : test;
  }

  private boolean atTestArgument() {
    return switch (tokens.current().type()) {
      case NAME -> !(tokens.atName("else") || tokens.atName("or") || tokens.atName("and"));
      case STRING, INTEGER, FLOAT, LBRACKET, LBRACE -> true;
      default -> false;
    };
  }

  /** Parses a call's arguments. */
  Expression.Call call(Expression target) {
    int line = tokens.current().line();
    return new Expression.Call(target, arguments(), line);
  }

  private Expression.Call.Arguments arguments() {
    Token open = tokens.expect(LPAREN);
    List<Expression> positional = new ArrayList<>();
    List<String> names = new ArrayList<>(0);
    List<Expression> values = new ArrayList<>(0);
    Set<String> seen = new HashSet<>(0);
    Expression rest = null;
    Expression keywords = null;
    int tallest = 0;
    boolean first = true;
    while (!tokens.at(RPAREN)) {
      if (!first) {
        tokens.expect(COMMA);
        if (tokens.at(RPAREN)) {
          break;
        }
      }
      first = false;
      if (keywords != null) {
        throw open.error("invalid syntax for function call expression");
      }
      if (tokens.at(MUL) && rest == null) {
        tokens.next();
        rest = expressions.expression();
      } else if (tokens.skipIf(POW)) {
        keywords = expressions.expression();
      } else if (tokens.at(NAME) && tokens.look().type() == ASSIGN) {
        Token name = tokens.next();
        tokens.next();
        if (!seen.add(name.text())) {
          throw name.error("keyword argument repeated: " + name.text());
        }
        names.add(name.text());
        values.add(expressions.expression());
      } else if (rest == null && names.isEmpty()) {
        positional.add(expressions.expression());
      } else {
        throw open.error("invalid syntax for function call expression");
      }
      tallest = Math.max(tallest, nesting.height());
    }
    tokens.expect(RPAREN);
    nesting.height(tallest);
    return new Expression.Call.Arguments(positional, names, values, rest, keywords);
  }
}
