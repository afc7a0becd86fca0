package dev.drover.jinja;

/** A value that a template can call. */
interface Callable extends Value {
  Object call(Run run, Arguments arguments);

  @Override
  default String text(Run run, int depth) {
    return "<" + typeName() + ">";
  }
}
