package dev.drover.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Turns expressions into evaluators, names into slots, and filters and tests into built-ins. */
final class ExpressionCompiler {
  private final CallCompiler calls = new CallCompiler(this);

  CallCompiler calls() {
    return calls;
  }

  Evaluator compile(Expression expression, Scope scope) {
    return switch (expression) {
      case Expression.Constant(Object value) -> frame -> value;
      case Expression.Name(String name) -> name(name, scope);
      case Expression.TupleLiteral(List<Expression> items) -> {
        Evaluator[] all = compile(items, scope);
        yield frame -> Tuple.of(evaluate(frame, all));
      }
      case Expression.ListLiteral(List<Expression> items) -> {
        Evaluator[] all = compile(items, scope);
        yield frame -> java.util.Arrays.asList(evaluate(frame, all));
      }
      case Expression.DictLiteral dict -> dict(dict, scope);
      case Expression.Unary(UnaryOperator operator, Expression operand) -> {
        Evaluator inner = compile(operand, scope);
        yield frame -> operator.apply(frame.run, inner.evaluate(frame));
      }
      case Expression.Binary(BinaryOperator operator, Expression left, Expression right) -> {
        Evaluator a = compile(left, scope);
        Evaluator b = compile(right, scope);
        yield frame -> operator.apply(frame.run, a.evaluate(frame), b.evaluate(frame));
      }
      case Expression.And(Expression left, Expression right) -> {
        Evaluator a = compile(left, scope);
        Evaluator b = compile(right, scope);
        yield frame -> {
          Object value = a.evaluate(frame);
          return Values.truth(value) ? b.evaluate(frame) : value;
        };
      }
      case Expression.Or(Expression left, Expression right) -> {
        Evaluator a = compile(left, scope);
        Evaluator b = compile(right, scope);
        yield frame -> {
          Object value = a.evaluate(frame);
          return Values.truth(value) ? value : b.evaluate(frame);
        };
      }
      case Expression.Compare compare -> comparison(compare, scope);
      case Expression.Concat(List<Expression> parts) -> concat(compile(parts, scope));
      case Expression.Conditional conditional -> conditional(conditional, scope.soften());
      case Expression.Attribute(Expression target, String name) -> {
        Evaluator owner = compile(target, scope);
        yield frame -> Attributes.get(frame.run, owner.evaluate(frame), name);
      }
      case Expression.Item(Expression target, Expression.Slice slice) ->
          slice(target, slice, scope);
      case Expression.Item(Expression target, Expression index) -> {
        Evaluator owner = compile(target, scope);
        Evaluator key = compile(index, scope);
        yield frame -> Subscript.get(frame.run, owner.evaluate(frame), key.evaluate(frame));
      }
      case Expression.Slice ignored -> throw new IllegalStateException("a slice without an owner");
      case Expression.Filter filter -> calls.filter(filter, scope);
      case Expression.Test test -> calls.test(test, scope);
      case Expression.Call call -> calls.call(call, scope);
    };
  }

  Evaluator[] compile(List<Expression> expressions, Scope scope) {
    List<Evaluator> evaluators = new ArrayList<>(expressions.size());
    for (Expression expression : expressions) {
      evaluators.add(compile(expression, scope));
    }
    return evaluators.toArray(new Evaluator[0]);
  }

  static Object[] evaluate(Frame frame, Evaluator[] evaluators) {
    frame.run.charge(evaluators.length);
    Object[] values = new Object[evaluators.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = evaluators[i].evaluate(frame);
    }
    return values;
  }

  /** Finds the variable that a name stands for; the analysis has seen every name but a few. */
  static Variable variable(String name, Scope scope) {
    Variable variable = scope.symbols().find(name);
    if (variable == null) {
      throw new TemplateSyntaxException(
          "Tried to resolve a name to a reference that was unknown to the frame ('" + name + "')",
          0,
          0);
    }
    return variable;
  }

  private static Evaluator name(String name, Scope scope) {
    Variable variable = variable(name, scope);
    int slot = variable.slot();
    int hops = scope.layout().distanceTo(variable.owner());
    Undefined undefined = Undefined.name(name);
    if (hops == 0) {
      return frame -> {
        Object value = frame.slots[slot];
        return value == Missing.MISSING ? undefined : value;
      };
    }
    return frame -> {
      Object value = frame.outwards(hops).slots[slot];
      return value == Missing.MISSING ? undefined : value;
    };
  }

  private Evaluator dict(Expression.DictLiteral dict, Scope scope) {
    Evaluator[] keys = compile(dict.keys(), scope);
    Evaluator[] values = compile(dict.values(), scope);
    return frame -> {
      frame.run.charge(keys.length);
      Map<Object, Object> result = new LinkedHashMap<>();
      for (int i = 0; i < keys.length; i++) {
        Object key = keys[i].evaluate(frame);
        Dicts.put(result, key, values[i].evaluate(frame));
      }
      return result;
    };
  }

  private Evaluator comparison(Expression.Compare compare, Scope scope) {
    Evaluator first = compile(compare.first(), scope);
    Evaluator[] operands = compile(compare.operands(), scope);
    Comparison[] operators = compare.operators().toArray(new Comparison[0]);
    if (operands.length == 1) {
      Evaluator second = operands[0];
      Comparison operator = operators[0];
      return frame -> operator.test(frame.run, first.evaluate(frame), second.evaluate(frame));
    }
    return frame -> {
      Object left = first.evaluate(frame);
      for (int i = 0; i < operands.length; i++) {
        Object right = operands[i].evaluate(frame);
        if (!operators[i].test(frame.run, left, right)) {
          return false;
        }
        left = right;
      }
      return true;
    };
  }

  private static Evaluator concat(Evaluator[] parts) {
    return frame -> {
      Text out = new Text(frame.run);
      for (Evaluator part : parts) {
        out.append(Values.string(frame.run, part.evaluate(frame)));
      }
      return out.toString();
    };
  }

  private Evaluator conditional(Expression.Conditional conditional, Scope scope) {
    Evaluator test = compile(conditional.test(), scope);
    Evaluator then = compile(conditional.then(), scope);
    Undefined undefined =
        new Undefined(
            "the inline if-expression on line "
                + conditional.line()
                + " evaluated to false and no else section was defined.");
    Evaluator otherwise =
        conditional.otherwise() == null
            ? frame -> undefined
            : compile(conditional.otherwise(), scope);
    return frame -> (Values.truth(test.evaluate(frame)) ? then : otherwise).evaluate(frame);
  }

  private Evaluator slice(Expression target, Expression.Slice slice, Scope scope) {
    Evaluator owner = compile(target, scope);
    Evaluator start = bound(slice.start(), scope);
    Evaluator stop = bound(slice.stop(), scope);
    Evaluator step = bound(slice.step(), scope);
    return frame ->
        Slice.of(
            frame.run,
            owner.evaluate(frame),
            start.evaluate(frame),
            stop.evaluate(frame),
            step.evaluate(frame));
  }

  private Evaluator bound(Expression bound, Scope scope) {
    return bound == null ? frame -> null : compile(bound, scope);
  }
}
