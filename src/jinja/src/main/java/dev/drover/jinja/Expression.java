package dev.drover.jinja;

import java.util.List;

/** The syntax of expressions, as parsed and not yet bound to variables. */
sealed interface Expression {

  /** A literal, or text between tags. */
  record Constant(Object value) implements Expression {}

  record Name(String name) implements Expression {}

  record TupleLiteral(List<Expression> items) implements Expression {}

  record ListLiteral(List<Expression> items) implements Expression {}

  record DictLiteral(List<Expression> keys, List<Expression> values) implements Expression {}

  record Unary(UnaryOperator operator, Expression operand) implements Expression {}

  record Binary(BinaryOperator operator, Expression left, Expression right) implements Expression {}

  record And(Expression left, Expression right) implements Expression {}

  record Or(Expression left, Expression right) implements Expression {}

  /** {@code first < a == b}: each operator stands before the operand of the same index. */
  record Compare(Expression first, List<Comparison> operators, List<Expression> operands)
      implements Expression {}

  record Concat(List<Expression> parts) implements Expression {}

  /** An inline if; without an else, {@code otherwise} is null. */
  record Conditional(Expression test, Expression then, Expression otherwise, int line)
      implements Expression {}

  record Attribute(Expression target, String name) implements Expression {}

  record Item(Expression target, Expression index) implements Expression {}

  /** The index of an {@link Item} only; a bound that is left out is null. */
  record Slice(Expression start, Expression stop, Expression step) implements Expression {}

  /** A filter; in a filter or set block the innermost one has a null target: the block's text. */
  record Filter(Expression target, String name, Call.Arguments arguments, int line)
      implements Expression {}

  record Test(Expression target, String name, Call.Arguments arguments, int line)
      implements Expression {}

  record Call(Expression target, Arguments arguments, int line) implements Expression {

    /**
     * What stands between the parentheses.
     *
     * @param names the keywords, in step with {@code values}
     * @param rest the operand of {@code *}, or null
     * @param keywords the operand of {@code **}, or null
     */
    record Arguments(
        List<Expression> positional,
        List<String> names,
        List<Expression> values,
        Expression rest,
        Expression keywords) {
      static final Arguments NONE = new Arguments(List.of(), List.of(), List.of(), null, null);
    }
  }
}
