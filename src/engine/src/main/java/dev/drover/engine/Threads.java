package dev.drover.engine;

import java.util.List;

/** Waiting that is not cut short. */
final class Threads {
  private Threads() {}

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
