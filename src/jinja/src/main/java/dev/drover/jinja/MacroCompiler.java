package dev.drover.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Turns macros, call blocks and generation blocks into executables. */
final class MacroCompiler {
  private static final Set<String> SPECIAL = Set.of("caller", "kwargs", "varargs");

  private final TemplateCompiler statements;
  private final ExpressionCompiler expressions;

  MacroCompiler(TemplateCompiler statements, ExpressionCompiler expressions) {
    this.statements = statements;
    this.expressions = expressions;
  }

  Executable macro(Statement.Macro macro, Scope scope) {
    MacroCode code = code(macro.name(), macro.signature(), macro.body(), macro.line(), scope);
    Assigner target = statements.targets().name(macro.name(), scope);
    return (frame, out) -> {
      target.assign(frame, new Macro(code, frame));
      return Completion.NORMAL;
    };
  }

  Executable callBlock(Statement.CallBlock block, Scope scope) {
    MacroCode code = code(null, block.signature(), block.body(), block.line(), scope);
    Evaluator call = expressions.calls().callWith(block.call(), code, scope);
    return (frame, out) -> {
      out.append(Values.string(frame.run, call.evaluate(frame)));
      return Completion.NORMAL;
    };
  }

  /** A generation block is a call block whose caller is called as it is. */
  Executable generation(Statement.Generation generation, Scope scope) {
    MacroCode code =
        code(null, Statement.Signature.NONE, generation.body(), generation.line(), scope);
    return (frame, out) -> {
      out.append(new Macro(code, frame).call(frame.run, Arguments.NONE));
      return Completion.NORMAL;
    };
  }

  private MacroCode code(
      String name, Statement.Signature signature, List<Statement> body, int line, Scope outer) {
    Scope scope = outer.activation();
    Symbols symbols = scope.symbols();
    List<String> names = signature.names();
    names.forEach(symbols::parameter);
    signature.defaults().forEach(value -> SymbolCollector.collect(symbols, value));
    Set<String> special = UndeclaredNames.in(body, SPECIAL);
    checkCaller(signature, special, line);
    int caller = specialSlot("caller", names, special, symbols);
    int keywords = specialSlot("kwargs", names, special, symbols);
    int rest = specialSlot("varargs", names, special, symbols);
    SymbolCollector.collect(symbols, body);

    List<MacroCode.Parameter> parameters = new ArrayList<>();
    int required = names.size() - signature.defaults().size();
    for (int i = 0; i < names.size(); i++) {
      int slot = ExpressionCompiler.variable(names.get(i), scope).slot();
      Evaluator fallback =
          i < required
              ? notProvided(names.get(i))
              : expressions.compile(signature.defaults().get(i - required), scope);
      parameters.add(new MacroCode.Parameter(names.get(i), slot, fallback));
    }
    Executable compiled = statements.body(body, scope);
    return new MacroCode(
        name,
        parameters,
        special.contains("caller"),
        caller,
        keywords,
        rest,
        scope.layout(),
        ScopeEntry.of(symbols),
        compiled);
  }

  private static Evaluator notProvided(String name) {
    Undefined undefined = new Undefined("parameter '" + name + "' was not provided");
    return _ -> undefined;
  }

  private static void checkCaller(Statement.Signature signature, Set<String> special, int line) {
    int index = signature.names().indexOf("caller");
    if (special.contains("caller")
        && index >= 0
        && index < signature.names().size() - signature.defaults().size()) {
      throw new TemplateSyntaxException(
          "When defining macros or call blocks the special \"caller\" argument must be omitted or"
              + " be given a default.",
          line,
          0);
    }
  }

  private static int specialSlot(
      String name, List<String> names, Set<String> special, Symbols symbols) {
    return special.contains(name) && !names.contains(name) ? symbols.parameter(name).slot() : -1;
  }
}
