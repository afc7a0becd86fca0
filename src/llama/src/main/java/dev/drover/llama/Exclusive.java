package dev.drover.llama;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Lets one thread at a time use a native object, so that two at once and use after it was freed are
 * exceptions instead of crashes. Thread-safe; not reentrant.
 */
final class Exclusive {
  private final String what;
  private final AtomicBoolean busy = new AtomicBoolean();
  private boolean closed;

  /**
   * @param what the object, for messages
   */
  Exclusive(String what) {
    this.what = what;
  }

  /**
   * Begins a use by this thread; {@link #exit} ends it.
   *
   * @throws IllegalStateException while another thread uses it, or after {@link #close}
   */
  void enter() {
    claim();
    if (closed) {
      exit();
      throw new IllegalStateException("The %s is closed".formatted(what));
    }
  }

  void exit() {
    busy.set(false);
  }

  /**
   * Ends the life of the object; harmless if it had ended before.
   *
   * @param free what frees it, run at most once
   * @throws IllegalStateException while another thread uses it
   */
  void close(Runnable free) {
    claim();
    try {
      if (!closed) {
        closed = true;
        free.run();
      }
    } finally {
      exit();
    }
  }

  private void claim() {
    if (!busy.compareAndSet(false, true)) {
      throw new IllegalStateException("The %s is in use by another thread".formatted(what));
    }
  }
}
