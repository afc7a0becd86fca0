package dev.drover.jinja;

/**
 * A function of our own: a filter, a test, a global, or a method. Filters and tests get the value
 * they stand behind as their first argument, methods the object they belong to.
 */
record Builtin(String name, Parameters parameters, Body body) implements Callable {

  /** What a built-in does with its bound arguments. */
  @FunctionalInterface
  interface Body {
    Object apply(Run run, Object[] arguments);
  }

  @Override
  public Object call(Run run, Arguments arguments) {
    run.tick();
    return body.apply(run, parameters.bind(name, arguments));
  }

  @Override
  public String typeName() {
    return "function";
  }

  @Override
  public String text(Run run, int depth) {
    return "<function " + name + ">";
  }
}
