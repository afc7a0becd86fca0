package dev.drover.jinja;

/** A value of a template that plain Java has no type for. */
interface Value {

  /** Returns its Python type's name. */
  String typeName();

  /** Returns its text, as {@code str} and {@code repr} give it. */
  String text(Run run, int depth);

  /** Returns an attribute, or {@link Missing}; names that start with _ are never asked for. */
  default Object attribute(String name) {
    return Missing.MISSING;
  }
}
