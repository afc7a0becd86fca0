package dev.drover.engine;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waiting that is not cut short. */
final class Threads {
  private Threads() {}

  /**
   * Does what may not be possible yet, with a pause after each time it throws an {@link
   * IllegalStateException}; the last one is thrown.
   *
   * @param tries how often at most
   */
  static void retry(Runnable action, int tries, long pauseMillis) {
    for (int left = tries - 1; ; left--) {
      try {
        action.run();
        return;
      } catch (IllegalStateException e) {
        if (left <= 0) {
          throw e;
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(pauseMillis));
      }
    }
  }

  /**
   * Waits for threads to end, because no model may be freed under one. An interrupt does not end
   * the wait; the flag stays set.
   */
  static void join(List<Thread> threads) {
    boolean interrupted = false;
    for (Thread thread : threads) {
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
