package dev.drover.jinja;

import java.util.List;
import java.util.function.Consumer;

/** Walks over syntax and reports names, into every scope but those of blocks. */
final class NameWalk {
  private NameWalk() {}

  /** Reports the names an expression reads; null stands for none. */
  static void loads(Expression expression, Consumer<String> visitor) {
    switch (expression) {
      case null -> {}
      case Expression.Constant ignored -> {}
      case Expression.Name(String name) -> visitor.accept(name);
      case Expression.TupleLiteral(List<Expression> items) -> loads(items, visitor);
      case Expression.ListLiteral(List<Expression> items) -> loads(items, visitor);
      case Expression.DictLiteral(List<Expression> keys, List<Expression> values) -> {
        loads(keys, visitor);
        loads(values, visitor);
      }
      case Expression.Unary unary -> loads(unary.operand(), visitor);
      case Expression.Binary binary -> {
        loads(binary.left(), visitor);
        loads(binary.right(), visitor);
      }
      case Expression.And(Expression left, Expression right) -> {
        loads(left, visitor);
        loads(right, visitor);
      }
      case Expression.Or(Expression left, Expression right) -> {
        loads(left, visitor);
        loads(right, visitor);
      }
      case Expression.Compare compare -> {
        loads(compare.first(), visitor);
        loads(compare.operands(), visitor);
      }
      case Expression.Concat(List<Expression> parts) -> loads(parts, visitor);
      case Expression.Conditional conditional -> {
        loads(conditional.test(), visitor);
        loads(conditional.then(), visitor);
        loads(conditional.otherwise(), visitor);
      }
      case Expression.Attribute attribute -> loads(attribute.target(), visitor);
      case Expression.Item(Expression target, Expression index) -> {
        loads(target, visitor);
        loads(index, visitor);
      }
      case Expression.Slice(Expression start, Expression stop, Expression step) -> {
        loads(start, visitor);
        loads(stop, visitor);
        loads(step, visitor);
      }
      case Expression.Filter filter -> call(filter.target(), filter.arguments(), visitor);
      case Expression.Test test -> call(test.target(), test.arguments(), visitor);
      case Expression.Call call -> call(call.target(), call.arguments(), visitor);
    }
  }

  private static void loads(List<Expression> expressions, Consumer<String> visitor) {
    for (Expression expression : expressions) {
      loads(expression, visitor);
    }
  }

  private static void call(
      Expression target, Expression.Call.Arguments arguments, Consumer<String> visitor) {
    loads(target, visitor);
    loads(arguments.positional(), visitor);
    loads(arguments.values(), visitor);
    loads(arguments.rest(), visitor);
    loads(arguments.keywords(), visitor);
  }

  /** Reports the names a target assigns; a namespace is not assigned but changed. */
  static void stores(Statement.Target target, NameVisitor visitor) {
    switch (target) {
      case Statement.Target.Name(String name, int line) -> visitor.store(name, line);
      case Statement.Target.Unpacked(List<Statement.Target> items) -> {
        for (Statement.Target item : items) {
          stores(item, visitor);
        }
      }
      case Statement.Target.NamespaceAttribute ignored -> {}
    }
  }

  /** Reports all names within statements. */
  static void names(List<? extends Statement> statements, NameVisitor visitor) {
    for (Statement statement : statements) {
      names(statement, visitor);
    }
  }

  /** Reports all names within a statement. */
  static void names(Statement statement, NameVisitor visitor) {
    switch (statement) {
      case Statement.Output output -> loads(output.parts(), visitor::load);
      case Statement.If branch -> {
        loads(branch.test(), visitor::load);
        names(branch.body(), visitor);
        names(branch.elifs(), visitor);
        names(branch.otherwise(), visitor);
      }
      case Statement.For loop -> {
        stores(loop.target(), visitor);
        loads(loop.iterable(), visitor::load);
        names(loop.body(), visitor);
        names(loop.otherwise(), visitor);
        loads(loop.test(), visitor::load);
      }
      case Statement.Set set -> {
        stores(set.target(), visitor);
        loads(set.value(), visitor::load);
      }
      case Statement.SetBlock set -> {
        stores(set.target(), visitor);
        loads(set.filter(), visitor::load);
        names(set.body(), visitor);
      }
      case Statement.With with -> {
        for (Statement.Target target : with.targets()) {
          stores(target, visitor);
        }
        loads(with.values(), visitor::load);
        names(with.body(), visitor);
      }
      case Statement.Macro macro -> function(macro.signature(), macro.body(), visitor);
      case Statement.CallBlock block -> {
        loads(block.call(), visitor::load);
        function(block.signature(), block.body(), visitor);
      }
      case Statement.Generation generation -> names(generation.body(), visitor);
      case Statement.FilterBlock block -> {
        names(block.body(), visitor);
        loads(block.filter(), visitor::load);
      }
      case Statement.Scope scope -> names(scope.body(), visitor);
      case Statement.NoLoader tag -> loads(tag.template(), visitor::load);
      case Statement.Block ignored -> {}
      case Statement.Break ignored -> {}
      case Statement.Continue ignored -> {}
    }
  }

  private static void function(
      Statement.Signature signature, List<Statement> body, NameVisitor visitor) {
    signature.names().forEach(visitor::parameter);
    loads(signature.defaults(), visitor::load);
    names(body, visitor);
  }
}
