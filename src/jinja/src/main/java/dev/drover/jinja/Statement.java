package dev.drover.jinja;

import java.util.List;

/** The syntax of template data and tags, as parsed and not yet bound to variables. */
sealed interface Statement {

  /** The line where it starts, from 1. */
  int line();

  /** Text and print statements that follow each other; {@code lines} are those of the parts. */
  record Output(List<Expression> parts, List<Integer> lines, int line) implements Statement {}

  /** An if with its elifs, each of them an If without elifs and else. */
  record If(
      Expression test, List<Statement> body, List<If> elifs, List<Statement> otherwise, int line)
      implements Statement {}

  /** A for loop; {@code test} is null if it has no condition. */
  record For(
      Target target,
      Expression iterable,
      Expression test,
      boolean recursive,
      List<Statement> body,
      List<Statement> otherwise,
      int line)
      implements Statement {}

  record Set(Target target, Expression value, int line) implements Statement {}

  /** A set block; {@code filter} is null if there is none. */
  record SetBlock(Target target, Expression.Filter filter, List<Statement> body, int line)
      implements Statement {}

  record With(List<Target> targets, List<Expression> values, List<Statement> body, int line)
      implements Statement {}

  record Macro(String name, Signature signature, List<Statement> body, int line)
      implements Statement {}

  record CallBlock(Expression.Call call, Signature signature, List<Statement> body, int line)
      implements Statement {}

  /** transformers' tag around what the assistant generates; it renders as its body. */
  record Generation(List<Statement> body, int line) implements Statement {}

  record FilterBlock(Expression.Filter filter, List<Statement> body, int line)
      implements Statement {}

  /** {@code autoescape false}: a scope, nothing more. */
  record Scope(List<Statement> body, int line) implements Statement {}

  record Block(String name, List<Statement> body, int line) implements Statement {}

  record Break(int line) implements Statement {}

  record Continue(int line) implements Statement {}

  /**
   * include, import, from or extends. They fail when they are reached, as there is no loader.
   *
   * @param names the names the tag would assign
   */
  record NoLoader(String tag, Expression template, List<String> names, int line)
      implements Statement {}

  /**
   * A macro's parameters.
   *
   * @param defaults of the last parameters; no more than there are names
   */
  record Signature(List<String> names, List<Expression> defaults) {
    static final Signature NONE = new Signature(List.of(), List.of());
  }

  /** What can be assigned to. */
  sealed interface Target {
    record Name(String name, int line) implements Target {}

    record Unpacked(List<Target> items) implements Target {}

    record NamespaceAttribute(String namespace, String attribute) implements Target {}
  }
}
