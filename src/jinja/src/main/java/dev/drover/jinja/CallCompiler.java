package dev.drover.jinja;

import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Turns calls, filters and tests into evaluators. */
final class CallCompiler {
  private final ExpressionCompiler expressions;

  CallCompiler(ExpressionCompiler expressions) {
    this.expressions = expressions;
  }

  /** Compiled arguments, to be evaluated behind a first one that is already there, or none. */
  private static final class Passed {
    private final Evaluator[] positional;
    private final List<String> names;
    private final Evaluator[] values;
    private final Evaluator rest;
    private final Evaluator keywords;

    Passed(ExpressionCompiler compiler, Expression.Call.Arguments arguments, Scope scope) {
      positional = compiler.compile(arguments.positional(), scope);
      names = arguments.names();
      values = compiler.compile(arguments.values(), scope);
      rest = arguments.rest() == null ? null : compiler.compile(arguments.rest(), scope);
      keywords =
          arguments.keywords() == null ? null : compiler.compile(arguments.keywords(), scope);
    }

    Arguments evaluate(Frame frame, Object... first) {
      Object[] all = Arrays.copyOf(first, first.length + positional.length);
      for (int i = 0; i < positional.length; i++) {
        all[first.length + i] = positional[i].evaluate(frame);
      }
      if (names.isEmpty() && rest == null && keywords == null) {
        return new Arguments(all, Map.of());
      }
      Map<String, Object> named = new LinkedHashMap<>();
      Object more = rest == null ? null : rest.evaluate(frame);
      for (int i = 0; i < values.length; i++) {
        named.put(names.get(i), values[i].evaluate(frame));
      }
      if (rest != null) {
        Object[] others = Iteration.list(frame.run, more).toArray();
        int count = all.length;
        all = Arrays.copyOf(all, count + others.length);
        System.arraycopy(others, 0, all, count, others.length);
      }
      if (keywords != null) {
        addKeywords(frame.run, keywords.evaluate(frame), named);
      }
      return new Arguments(all, named);
    }

    private static void addKeywords(Run run, Object value, Map<String, Object> named) {
      if (!(value instanceof Map<?, ?> dict)) {
        throw new Fault("argument after ** must be a mapping, not " + Values.typeName(value));
      }
      Iterator<Object> keys = Iteration.of(run, dict);
      while (keys.hasNext()) {
        Object key = keys.next();
        String name = Values.characters(key);
        if (name == null) {
          throw new Fault("keywords must be strings");
        }
        if (named.containsKey(name)) {
          throw new Fault("got multiple values for keyword argument '" + name + "'");
        }
        named.put(name, Dicts.get(dict, key));
      }
    }
  }

  private Passed passed(Expression.Call.Arguments arguments, Scope scope) {
    return new Passed(expressions, arguments, scope);
  }

  Evaluator filter(Expression.Filter filter, Scope scope) {
    Evaluator target =
        filter.target() == null ? captured(scope) : expressions.compile(filter.target(), scope);
    Builtin builtin = Filters.find(filter.name());
    return builtin(
        builtin, "filter", filter.name(), target, filter.arguments(), scope, filter.line());
  }

  private static Evaluator captured(Scope scope) {
    int slot = scope.captured();
    return frame -> frame.slots[slot];
  }

  Evaluator test(Expression.Test test, Scope scope) {
    Evaluator target = expressions.compile(test.target(), scope);
    Builtin builtin = Tests.find(test.name());
    return builtin(builtin, "test", test.name(), target, test.arguments(), scope, test.line());
  }

  private Evaluator builtin(
      Builtin builtin,
      String kind,
      String name,
      Evaluator target,
      Expression.Call.Arguments arguments,
      Scope scope,
      int line) {
    if (builtin == null && !scope.soft()) {
      throw new TemplateSyntaxException("No " + kind + " named '" + name + "'.", line, 0);
    }
    Passed passed = passed(arguments, scope);
    if (builtin == null) {
      return frame -> {
        passed.evaluate(frame, target.evaluate(frame));
        throw new Fault("No " + kind + " named '" + name + "' found.");
      };
    }
    return frame -> {
      Arguments values = passed.evaluate(frame, target.evaluate(frame));
      return builtin.call(frame.run, values);
    };
  }

  Evaluator call(Expression.Call call, Scope scope) {
    Passed passed = passed(call.arguments(), scope);
    if (call.target() instanceof Expression.Attribute(Expression owner, String name)) {
      return method(expressions.compile(owner, scope), name, passed, call.line());
    }
    Evaluator target = expressions.compile(call.target(), scope);
    return frame -> {
      frame.run.line(call.line());
      return call(frame.run, target.evaluate(frame), passed.evaluate(frame));
    };
  }

  /** Calls a method without making an object of it first. */
  private static Evaluator method(Evaluator owner, String name, Passed passed, int line) {
    return frame -> {
      frame.run.line(line);
      Object self = owner.evaluate(frame);
      Builtin method = Attributes.method(self, name);
      if (method != null) {
        return method.call(frame.run, passed.evaluate(frame, self));
      }
      Object target = Attributes.get(frame.run, self, name);
      return call(frame.run, target, passed.evaluate(frame));
    };
  }

  /** Compiles the call of a call block, which passes the block's body as {@code caller}. */
  Evaluator callWith(Expression.Call call, MacroCode body, Scope scope) {
    Evaluator target = expressions.compile(call.target(), scope);
    Passed passed = passed(call.arguments(), scope);
    return frame -> {
      Macro caller = new Macro(body, frame);
      Object callee = target.evaluate(frame);
      Arguments arguments = passed.evaluate(frame);
      Map<String, Object> named = new LinkedHashMap<>(arguments.named());
      if (named.put("caller", caller) != null) {
        throw new Fault("got multiple values for keyword argument 'caller'");
      }
      return call(frame.run, callee, new Arguments(arguments.positional(), named));
    };
  }

  private static Object call(Run run, Object target, Arguments arguments) {
    return switch (target) {
      case Callable callable -> callable.call(run, arguments);
      case Undefined undefined -> throw undefined.fault();
      case null, default ->
          throw new Fault("'" + Values.typeName(target) + "' object is not callable");
    };
  }
}
