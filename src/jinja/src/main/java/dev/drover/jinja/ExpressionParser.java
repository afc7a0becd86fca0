package dev.drover.jinja;

import static dev.drover.jinja.TokenType.COMMA;
import static dev.drover.jinja.TokenType.TILDE;

import java.util.ArrayList;
import java.util.List;

/**
 * Recursive descent over expressions, loosest operator first: inline if, or, and, not, comparisons,
 * {@code + -}, {@code ~}, {@code * / // %}, {@code **}, signs; the rest is {@link OperandParser}'s
 * and {@link CallParser}'s.
 */
final class ExpressionParser {
  private final TokenStream tokens;
  private final Nesting nesting;
  private final OperandParser operands;
  private final CallParser calls;

  ExpressionParser(TokenStream tokens, Nesting nesting) {
    this.tokens = tokens;
    this.nesting = nesting;
    this.calls = new CallParser(this, tokens, nesting);
    this.operands = new OperandParser(this, tokens, nesting);
  }

  OperandParser operands() {
    return operands;
  }

  CallParser calls() {
    return calls;
  }

  Expression expression() {
    nesting.enter(tokens.current().line());
    Expression result = or();
    while (tokens.atName("if")) {
      int line = tokens.next().line();
      int tallest = nesting.height();
      Expression test = or();
      tallest = Math.max(tallest, nesting.height());
      Expression otherwise = null;
      if (tokens.skipIfName("else")) {
        otherwise = expression();
        tallest = Math.max(tallest, nesting.height());
      }
      result = new Expression.Conditional(test, result, otherwise, line);
      nesting.grow(tallest, tokens.current().line());
    }
    nesting.leave();
    return result;
  }

  /** Parses an expression or, if there are commas, a tuple without parentheses. */
  Expression tuple() {
    return tuple(true, null, false);
  }

  /**
   * Parses an expression or a tuple.
   *
   * @param conditional whether an inline if belongs to it
   * @param endName a name that ends a tuple after a comma, or null
   * @param parenthesised whether it may be empty
   */
  Expression tuple(boolean conditional, String endName, boolean parenthesised) {
    List<Expression> items = new ArrayList<>();
    int tallest = 0;
    boolean commas = false;
    while (!atTupleEnd(endName)) {
      items.add(conditional ? expression() : or());
      tallest = Math.max(tallest, nesting.height());
      if (!tokens.skipIf(COMMA)) {
        break;
      }
      commas = true;
    }
    if (!commas && !items.isEmpty()) {
      return items.getFirst();
    }
    if (!commas && !parenthesised) {
      throw tokens
          .current()
          .error("Expected an expression, got '" + tokens.current().describe() + "'");
    }
    nesting.grow(tallest, tokens.current().line());
    return new Expression.TupleLiteral(items);
  }

  private boolean atTupleEnd(String endName) {
    return switch (tokens.current().type()) {
      case VARIABLE_END, BLOCK_END, RPAREN -> true;
      default -> endName != null && tokens.atName(endName);
    };
  }

  private Expression or() {
    Expression left = and();
    while (tokens.skipIfName("or")) {
      int tallest = nesting.height();
      left = new Expression.Or(left, and());
      nesting.grow(Math.max(tallest, nesting.height()), tokens.current().line());
    }
    return left;
  }

  private Expression and() {
    Expression left = not();
    while (tokens.skipIfName("and")) {
      int tallest = nesting.height();
      left = new Expression.And(left, not());
      nesting.grow(Math.max(tallest, nesting.height()), tokens.current().line());
    }
    return left;
  }

  private Expression not() {
    if (!tokens.atName("not")) {
      return comparison();
    }
    nesting.enter(tokens.next().line());
    Expression operand = not();
    nesting.grow(nesting.height(), tokens.current().line());
    nesting.leave();
    return new Expression.Unary(UnaryOperator.NOT, operand);
  }

  private Expression comparison() {
    Expression first = binary(0);
    List<Comparison> operators = new ArrayList<>(0);
    List<Expression> operands = new ArrayList<>(0);
    int tallest = nesting.height();
    Comparison operator;
    while ((operator = comparisonOperator()) != null) {
      operators.add(operator);
      operands.add(binary(0));
      tallest = Math.max(tallest, nesting.height());
    }
    if (operators.isEmpty()) {
      return first;
    }
    nesting.grow(tallest, tokens.current().line());
    return new Expression.Compare(first, operators, operands);
  }

  private Comparison comparisonOperator() {
    if (tokens.atName("not") && tokens.look().isName("in")) {
      tokens.next();
      tokens.next();
      return Comparison.NOT_IN;
    }
    Comparison operator =
        tokens.atName("in") ? Comparison.IN : Comparison.of(tokens.current().type());
    if (operator != null) {
      tokens.next();
    }
    return operator;
  }

  private Expression binary(int level) {
    if (level == BinaryOperator.CONCAT_LEVEL) {
      return concat();
    }
    if (level > BinaryOperator.MAX_LEVEL) {
      return unary(true);
    }
    Expression left = binary(level + 1);
    BinaryOperator operator;
    while ((operator = BinaryOperator.of(tokens.current().type(), level)) != null) {
      tokens.next();
      int tallest = nesting.height();
      left = new Expression.Binary(operator, left, binary(level + 1));
      nesting.grow(Math.max(tallest, nesting.height()), tokens.current().line());
    }
    return left;
  }

  private Expression concat() {
    Expression first = binary(BinaryOperator.CONCAT_LEVEL + 1);
    if (!tokens.at(TILDE)) {
      return first;
    }
    List<Expression> parts = new ArrayList<>(List.of(first));
    int tallest = nesting.height();
    while (tokens.skipIf(TILDE)) {
      parts.add(binary(BinaryOperator.CONCAT_LEVEL + 1));
      tallest = Math.max(tallest, nesting.height());
    }
    nesting.grow(tallest, tokens.current().line());
    return new Expression.Concat(parts);
  }

  private Expression unary(boolean filters) {
    UnaryOperator operator = UnaryOperator.of(tokens.current().type());
    Expression result;
    if (operator == null) {
      result = operands.primary();
    } else {
      nesting.enter(tokens.next().line());
      result = new Expression.Unary(operator, unary(false));
      nesting.grow(nesting.height(), tokens.current().line());
      nesting.leave();
    }
    result = operands.postfix(result);
    return filters ? calls.filters(result) : result;
  }
}
