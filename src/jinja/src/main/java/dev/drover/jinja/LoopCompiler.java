package dev.drover.jinja;

import java.util.List;
import java.util.Set;

/** Turns for loops into executables. */
final class LoopCompiler {
  private final TemplateCompiler statements;
  private final ExpressionCompiler expressions;

  LoopCompiler(TemplateCompiler statements, ExpressionCompiler expressions) {
    this.statements = statements;
    this.expressions = expressions;
  }

  Executable compile(Statement.For loop, Scope scope) {
    refuseLoopAssignment(loop);
    Scope body = (loop.recursive() ? scope.activation() : scope.inner()).loop();
    boolean reads = loop.recursive() || !UndeclaredNames.in(loop.body(), Set.of("loop")).isEmpty();
    int slot = reads ? body.symbols().parameter("loop").slot() : -1;
    SymbolCollector.parameters(body.symbols(), loop.target());
    SymbolCollector.collect(body.symbols(), loop.body());

    Evaluator iterable = expressions.compile(loop.iterable(), scope);
    ForLoop.Condition condition = loop.test() == null ? null : condition(loop, scope);
    Assigner target = statements.targets().compile(loop.target(), body);
    Executable turn = statements.body(loop.body(), body);
    ForLoop.Scoped otherwise = loop.otherwise().isEmpty() ? null : otherwise(loop, scope, body);
    return new ForLoop(
        iterable,
        condition,
        target,
        slot,
        new ForLoop.Scoped(ScopeEntry.of(body.symbols()), turn),
        otherwise,
        loop.recursive() ? body.layout() : null);
  }

  /**
   * The else branch sees the scope around the loop; in a recursive loop it runs within its call.
   */
  private ForLoop.Scoped otherwise(Statement.For loop, Scope scope, Scope body) {
    Scope inner =
        loop.recursive()
            ? new Scope(new Symbols(scope.symbols(), body.layout()), false, false, false, -1)
            : scope.inner();
    SymbolCollector.collect(inner.symbols(), loop.otherwise());
    Executable code = statements.body(loop.otherwise(), inner);
    return new ForLoop.Scoped(ScopeEntry.of(inner.symbols()), code);
  }

  private ForLoop.Condition condition(Statement.For loop, Scope scope) {
    Scope inner = scope.activation();
    SymbolCollector.parameters(inner.symbols(), loop.target());
    SymbolCollector.collect(inner.symbols(), loop.test());
    Assigner target = statements.targets().compile(loop.target(), inner);
    Evaluator test = expressions.compile(loop.test(), inner);
    return new ForLoop.Condition(inner.layout(), ScopeEntry.of(inner.symbols()), target, test);
  }

  private static void refuseLoopAssignment(Statement.For loop) {
    NameWalk.names(
        List.of(loop),
        new NameVisitor() {
          @Override
          public void load(String name) {}

          @Override
          public void store(String name, int line) {
            if (name.equals("loop")) {
              throw new TemplateSyntaxException(
                  "Can't assign to special loop variable in for-loop target", line, 0);
            }
          }

          @Override
          public void parameter(String name) {}
        });
  }
}
