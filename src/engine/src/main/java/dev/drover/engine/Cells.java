package dev.drover.engine;

/**
 * Counts the model's memory in tokens. What several choices of one prompt share counts once, until
 * the last of them lets go.
 */
final class Cells {
  private final int capacity;
  private int used;

  /** Cells held by several sequences at once. */
  static final class Shared {
    private final int cells;
    private int holders = 1;

    private Shared(int cells) {
      this.cells = cells;
    }

    int cells() {
      return cells;
    }
  }

  Cells(int capacity) {
    this.capacity = capacity;
  }

  int capacity() {
    return capacity;
  }

  int used() {
    return used;
  }

  /** Takes n cells if there are as many. */
  boolean take(int n) {
    if (used + n > capacity) {
      return false;
    }
    used += n;
    return true;
  }

  void release(int n) {
    used -= n;
  }

  /** Turns n cells of one holder, already taken, into shared ones. */
  Shared share(int n) {
    return new Shared(n);
  }

  void join(Shared shared) {
    shared.holders++;
  }

  void leave(Shared shared) {
    if (--shared.holders == 0) {
      used -= shared.cells;
    }
  }
}
