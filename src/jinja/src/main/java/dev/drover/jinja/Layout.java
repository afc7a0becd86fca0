package dev.drover.jinja;

/**
 * The variables of one activation, as slots. The template itself, macros, recursive loops, loop
 * conditions and blocks each have activations of their own.
 */
final class Layout {
  private final Layout parent;
  private int size;

  Layout(Layout parent) {
    this.parent = parent;
  }

  int allocate() {
    return size++;
  }

  int size() {
    return size;
  }

  /** Returns how many activations lie between one of this layout and one of an enclosing layout. */
  int distanceTo(Layout enclosing) {
    int hops = 0;
    for (Layout at = this; at != enclosing; at = at.parent) {
      hops++;
    }
    return hops;
  }
}
