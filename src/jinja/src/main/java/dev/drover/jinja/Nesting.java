package dev.drover.jinja;

/** How deep a parse has gone and how long it may go on; the guard of the stack and the clock. */
final class Nesting {
  private final Limits limits;
  private final long deadline;
  private int depth;
  private int checks;
  private int height;

  Nesting(Limits limits) {
    this.limits = limits;
    this.deadline = System.nanoTime() + limits.time().toNanos();
  }

  /**
   * Goes one level down.
   *
   * @throws TemplateLimitException beyond {@link Limits#depth}
   */
  void enter(int line) {
    check(++depth, line);
  }

  void leave() {
    depth--;
  }

  /** Returns the height of the tree that was parsed last: chains grow without recursion. */
  int height() {
    return height;
  }

  void height(int value) {
    height = value;
  }

  /** Makes the height one more than that of the tallest child. */
  void grow(int tallest, int line) {
    height = tallest + 1;
    check(height, line);
  }

  private void check(int reached, int line) {
    if (reached > limits.depth()) {
      throw new TemplateLimitException("depth", limits.depth(), line);
    }
    if ((++checks & 0xff) == 0 && System.nanoTime() - deadline > 0) {
      throw new TemplateLimitException("time", limits.time().toMillis(), line);
    }
  }
}
