package dev.drover.llama;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts who uses a native object, so that freeing it while in use and using it after it was freed
 * are exceptions instead of crashes. Thread-safe.
 */
final class Lifetime {
  private static final int CLOSED = -1;

  private final String what;
  private final AtomicInteger users = new AtomicInteger();

  /**
   * @param what the object, for messages
   */
  Lifetime(String what) {
    this.what = what;
  }

  /**
   * Begins a use; {@link #release} ends it.
   *
   * @throws IllegalStateException after {@link #close}
   */
  void acquire() {
    if (users.getAndUpdate(n -> n == CLOSED ? CLOSED : n + 1) == CLOSED) {
      throw closed();
    }
  }

  void release() {
    users.decrementAndGet();
  }

  /**
   * @throws IllegalStateException after {@link #close}
   */
  void check() {
    if (users.get() == CLOSED) {
      throw closed();
    }
  }

  /**
   * Ends the life of the object.
   *
   * @return false if it had ended before
   * @throws IllegalStateException while someone uses it
   */
  boolean close() {
    int before = users.getAndUpdate(n -> n == 0 ? CLOSED : n);
    if (before > 0) {
      throw new IllegalStateException(
          "%s is in use by %d others: close them first".formatted(what, before));
    }
    return before == 0;
  }

  private IllegalStateException closed() {
    return new IllegalStateException(what + " is closed");
  }
}
