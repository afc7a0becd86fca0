package dev.drover.jinja;

import java.util.ArrayList;
import java.util.List;

/**
 * Notes in {@link Symbols} what the statements of one scope read and assign, in order. It stops at
 * statements that open scopes, whose outer parts belong here and whose bodies do not.
 */
final class SymbolCollector implements NameVisitor {
  private Symbols symbols;

  private SymbolCollector(Symbols symbols) {
    this.symbols = symbols;
  }

  static void collect(Symbols symbols, List<? extends Statement> statements) {
    new SymbolCollector(symbols).visit(statements);
  }

  /** Notes the names an expression reads. */
  static void collect(Symbols symbols, Expression expression) {
    NameWalk.loads(expression, symbols::load);
  }

  /** Declares a target's names as parameters: a for loop or with block sets them on entry. */
  static void parameters(Symbols symbols, Statement.Target target) {
    NameWalk.stores(
        target,
        new NameVisitor() {
          @Override
          public void load(String name) {}

          @Override
          public void store(String name, int line) {
            symbols.parameter(name);
          }

          @Override
          public void parameter(String name) {}
        });
  }

  @Override
  public void load(String name) {
    symbols.load(name);
  }

  @Override
  public void store(String name, int line) {
    symbols.store(name);
  }

  @Override
  public void parameter(String name) {
    symbols.parameter(name);
  }

  private void visit(List<? extends Statement> statements) {
    for (Statement statement : statements) {
      visit(statement);
    }
  }

  private void visit(Statement statement) {
    switch (statement) {
      case Statement.Output output -> NameWalk.names(output, this);
      case Statement.If branch -> visitIf(branch);
      case Statement.For loop -> NameWalk.loads(loop.iterable(), this::load);
      case Statement.Set set -> {
        NameWalk.loads(set.value(), this::load);
        visit(set.target());
      }
      case Statement.SetBlock set -> visit(set.target());
      case Statement.With with -> with.values().forEach(v -> NameWalk.loads(v, this::load));
      case Statement.Macro macro -> symbols.store(macro.name());
      case Statement.CallBlock block -> NameWalk.loads(block.call(), this::load);
      case Statement.FilterBlock block -> NameWalk.loads(block.filter(), this::load);
      case Statement.NoLoader tag -> {
        NameWalk.loads(tag.template(), this::load);
        tag.names().forEach(symbols::store);
      }
      case Statement.Generation ignored -> {}
      case Statement.Scope ignored -> {}
      case Statement.Block ignored -> {}
      case Statement.Break ignored -> {}
      case Statement.Continue ignored -> {}
    }
  }

  private void visit(Statement.Target target) {
    switch (target) {
      case Statement.Target.Name(String name, int line) -> store(name, line);
      case Statement.Target.Unpacked(List<Statement.Target> items) -> items.forEach(this::visit);
      case Statement.Target.NamespaceAttribute(String namespace, String _) -> load(namespace);
    }
  }

  private void visitIf(Statement.If branch) {
    NameWalk.loads(branch.test(), this::load);
    Symbols outer = symbols;
    List<Symbols> branches = new ArrayList<>(3);
    for (List<? extends Statement> part :
        List.of(branch.body(), branch.elifs(), branch.otherwise())) {
      symbols = outer.copy();
      visit(part);
      branches.add(symbols);
    }
    symbols = outer;
    outer.merge(branches);
  }
}
