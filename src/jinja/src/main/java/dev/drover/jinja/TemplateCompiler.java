package dev.drover.jinja;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Turns statements into executables. */
final class TemplateCompiler {
  private final ExpressionCompiler expressions = new ExpressionCompiler();
  private final LoopCompiler loops = new LoopCompiler(this, expressions);
  private final MacroCompiler macros = new MacroCompiler(this, expressions);
  private final TargetCompiler targets;
  private final Map<String, Code> compiledBlocks = new HashMap<>();

  private TemplateCompiler(boolean exports) {
    this.targets = new TargetCompiler(exports);
  }

  /** A template's or block's code, which has an activation of its own. */
  record Code(Layout layout, ScopeEntry entry, Executable body) {
    void execute(Run run, Text out) {
      Frame frame = new Frame(run, null, layout);
      entry.enter(frame);
      body.execute(frame, out);
    }
  }

  /**
   * Compiles a template.
   *
   * @throws TemplateSyntaxException for an unknown filter or test, or what Jinja's compiler refuses
   */
  static Code compile(List<Statement> template, Map<String, Statement.Block> blocks) {
    TemplateCompiler compiler = new TemplateCompiler(!blocks.isEmpty());
    Code code = compiler.code(template, true);
    for (Statement.Block block : blocks.values()) {
      compiler.compiledBlocks.put(block.name(), compiler.code(block.body(), false));
    }
    return code;
  }

  private Code code(List<Statement> statements, boolean topLevel) {
    Scope scope = Scope.root(topLevel);
    SymbolCollector.collect(scope.symbols(), statements);
    Executable body = body(statements, scope);
    return new Code(scope.layout(), ScopeEntry.of(scope.symbols()), body);
  }

  TargetCompiler targets() {
    return targets;
  }

  /** Compiles statements that follow each other. */
  Executable body(List<Statement> statements, Scope scope) {
    Executable[] steps = new Executable[statements.size()];
    int[] lines = new int[steps.length];
    for (int i = 0; i < steps.length; i++) {
      steps[i] = statement(statements.get(i), scope);
      lines[i] = statements.get(i).line();
    }
    return (frame, out) -> {
      for (int i = 0; i < steps.length; i++) {
        frame.run.line(lines[i]);
        frame.run.tick();
        Completion completion = steps[i].execute(frame, out);
        if (completion != Completion.NORMAL) {
          return completion;
        }
      }
      return Completion.NORMAL;
    };
  }

  private Executable statement(Statement statement, Scope scope) {
    return switch (statement) {
      case Statement.Output output -> output(output, scope);
      case Statement.If branch -> branches(branch, scope.soften());
      case Statement.For loop -> loops.compile(loop, scope);
      case Statement.Set set -> set(set, scope);
      case Statement.SetBlock set -> setBlock(set, scope);
      case Statement.With with -> with(with, scope);
      case Statement.Macro macro -> macros.macro(macro, scope);
      case Statement.CallBlock block -> macros.callBlock(block, scope);
      case Statement.Generation generation -> macros.generation(generation, scope);
      case Statement.FilterBlock block -> filterBlock(block, scope);
      case Statement.Scope inner -> scoped(inner.body(), scope);
      case Statement.Block block -> block(block);
      case Statement.Break(int line) -> jump(Completion.BREAK, line, scope);
      case Statement.Continue(int line) -> jump(Completion.CONTINUE, line, scope);
      case Statement.NoLoader tag -> noLoader(tag, scope);
    };
  }

  private Executable output(Statement.Output output, Scope scope) {
    List<Expression> parts = output.parts();
    Evaluator[] evaluators = expressions.compile(parts, scope);
    int[] lines = output.lines().stream().mapToInt(Integer::intValue).toArray();
    return (frame, out) -> {
      Run run = frame.run;
      for (int i = 0; i < evaluators.length; i++) {
        run.line(lines[i]);
        out.append(Values.string(run, evaluators[i].evaluate(frame)));
      }
      return Completion.NORMAL;
    };
  }

  private Executable branches(Statement.If branch, Scope scope) {
    List<Statement.If> all = new ArrayList<>(List.of(branch));
    all.addAll(branch.elifs());
    Evaluator[] tests = new Evaluator[all.size()];
    Executable[] bodies = new Executable[all.size()];
    for (int i = 0; i < tests.length; i++) {
      tests[i] = expressions.compile(all.get(i).test(), scope);
      bodies[i] = body(all.get(i).body(), scope);
    }
    Executable otherwise = body(branch.otherwise(), scope);
    return (frame, out) -> {
      for (int i = 0; i < tests.length; i++) {
        if (Values.truth(tests[i].evaluate(frame))) {
          return bodies[i].execute(frame, out);
        }
      }
      return otherwise.execute(frame, out);
    };
  }

  private Executable set(Statement.Set set, Scope scope) {
    Assigner target = targets.compile(set.target(), scope);
    Assigner check = targets.namespaceCheck(set.target(), scope);
    Evaluator value = expressions.compile(set.value(), scope);
    return (frame, out) -> {
      check.assign(frame, null);
      target.assign(frame, value.evaluate(frame));
      return Completion.NORMAL;
    };
  }

  private Executable setBlock(Statement.SetBlock set, Scope scope) {
    Scope inner = scope.inner();
    SymbolCollector.collect(inner.symbols(), set.body());
    Assigner target = targets.compile(set.target(), scope);
    Captured captured = captured(set.body(), set.filter(), inner);
    return (frame, out) -> {
      Text text = new Text(frame.run);
      Completion completion = captured.body.execute(frame, text);
      if (completion == Completion.NORMAL) {
        target.assign(frame, captured.value(frame, text));
      }
      return completion;
    };
  }

  private Executable filterBlock(Statement.FilterBlock block, Scope scope) {
    Scope inner = scope.inner();
    SymbolCollector.collect(inner.symbols(), block.body());
    SymbolCollector.collect(inner.symbols(), block.filter());
    Captured captured = captured(block.body(), block.filter(), inner);
    return (frame, out) -> {
      Text text = new Text(frame.run);
      Completion completion = captured.body.execute(frame, text);
      if (completion == Completion.NORMAL) {
        out.append(Values.string(frame.run, captured.value(frame, text)));
      }
      return completion;
    };
  }

  /** The body of a block that captures its text, and the filters that the text goes through. */
  private record Captured(Executable body, int slot, Evaluator filter) {
    Object value(Frame frame, Text text) {
      if (filter == null) {
        return text.toString();
      }
      frame.slots[slot] = text.toString();
      return filter.evaluate(frame);
    }
  }

  private Captured captured(List<Statement> body, Expression.Filter filter, Scope scope) {
    int slot = scope.layout().allocate();
    Evaluator value = filter == null ? null : expressions.compile(filter, scope.capture(slot));
    return new Captured(entered(body, scope), slot, value);
  }

  /** Compiles a body that starts with its scope's entry. */
  private Executable entered(List<Statement> statements, Scope scope) {
    Executable body = body(statements, scope);
    ScopeEntry entry = ScopeEntry.of(scope.symbols());
    return (frame, out) -> {
      entry.enter(frame);
      return body.execute(frame, out);
    };
  }

  private Executable scoped(List<Statement> statements, Scope scope) {
    Scope inner = scope.inner();
    SymbolCollector.collect(inner.symbols(), statements);
    return entered(statements, inner);
  }

  private Executable with(Statement.With with, Scope scope) {
    Scope inner = scope.inner();
    for (Statement.Target target : with.targets()) {
      SymbolCollector.parameters(inner.symbols(), target);
    }
    SymbolCollector.collect(inner.symbols(), with.body());
    Evaluator[] values = expressions.compile(with.values(), scope);
    Assigner[] assigners = new Assigner[values.length];
    for (int i = 0; i < assigners.length; i++) {
      assigners[i] = targets.compile(with.targets().get(i), inner);
    }
    Executable body = body(with.body(), inner);
    ScopeEntry entry = ScopeEntry.of(inner.symbols());
    return (frame, out) -> {
      entry.enter(frame);
      for (int i = 0; i < values.length; i++) {
        assigners[i].assign(frame, values[i].evaluate(frame));
      }
      return body.execute(frame, out);
    };
  }

  private Executable block(Statement.Block block) {
    return (frame, out) -> {
      frame.run.descend();
      compiledBlocks.get(block.name()).execute(frame.run, out);
      frame.run.ascend();
      return Completion.NORMAL;
    };
  }

  private static Executable jump(Completion completion, int line, Scope scope) {
    if (!scope.inLoop()) {
      String name = completion == Completion.BREAK ? "break" : "continue";
      throw new TemplateSyntaxException("'" + name + "' outside loop", line, 0);
    }
    return (frame, out) -> completion;
  }

  private Executable noLoader(Statement.NoLoader tag, Scope scope) {
    if (tag.tag().equals("extends") && !scope.topLevel()) {
      throw new TemplateSyntaxException(
          "cannot use extend from a non top-level scope", tag.line(), 0);
    }
    Evaluator template = expressions.compile(tag.template(), scope);
    return (frame, out) -> {
      template.evaluate(frame);
      throw new Fault("no loader for this environment specified");
    };
  }
}
