package dev.drover.jinja;

/**
 * A string marked as safe HTML. Nothing is escaped on output here, but adding to one, joining with
 * one or formatting one escapes the other operand.
 */
record Markup(String text) implements Value {

  /** Returns a value as escaped text. */
  static String escape(Run run, Object value) {
    return value instanceof Markup markup
        ? markup.text
        : Html.escape(run, Values.string(run, value));
  }

  @Override
  public String typeName() {
    return "Markup";
  }

  @Override
  public String text(Run run, int depth) {
    return "Markup(" + Repr.of(run, text) + ")";
  }
}
