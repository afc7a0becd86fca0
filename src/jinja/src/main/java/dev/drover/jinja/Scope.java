package dev.drover.jinja;

/**
 * Where code is compiled.
 *
 * @param topLevel whether assignments here are the template's own
 * @param soft whether unknown filters and tests fail only when they are reached: directly within an
 *     if, or an inline if
 * @param inLoop whether break and continue have a loop to go to
 * @param captured slot of the text of the block whose filters are compiled, or -1
 */
record Scope(Symbols symbols, boolean topLevel, boolean soft, boolean inLoop, int captured) {

  /** Returns the scope of a template or block. */
  static Scope root(boolean topLevel) {
    return new Scope(new Symbols(null, new Layout(null)), topLevel, false, false, -1);
  }

  Layout layout() {
    return symbols.layout();
  }

  /** Returns a new scope of the same activation. */
  Scope inner() {
    return new Scope(new Symbols(symbols, layout()), false, false, inLoop, -1);
  }

  /** Returns a new scope with an activation of its own. */
  Scope activation() {
    return new Scope(new Symbols(symbols, new Layout(layout())), false, false, false, -1);
  }

  Scope soften() {
    return new Scope(symbols, topLevel, true, inLoop, captured);
  }

  Scope loop() {
    return new Scope(symbols, topLevel, soft, true, captured);
  }

  Scope capture(int slot) {
    return new Scope(symbols, topLevel, soft, inLoop, slot);
  }
}
