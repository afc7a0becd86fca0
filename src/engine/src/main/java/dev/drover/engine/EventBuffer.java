package dev.drover.engine;

import java.util.ArrayDeque;

/**
 * Events between the engine's thread and one reader. The engine never waits: it asks {@link
 * #isFull} before it works on a sequence, and what it puts is always taken.
 */
final class EventBuffer {
  private final ArrayDeque<GenerationEvent> events = new ArrayDeque<>();
  private final int capacity;
  private final Runnable drained;
  private boolean full;
  private long fullFrom;
  private boolean ended;

  /**
   * An empty buffer.
   *
   * @param capacity events from which on the buffer counts as full
   * @param drained called by the reader when a full buffer has room again
   */
  EventBuffer(int capacity, Runnable drained) {
    this.capacity = capacity;
    this.drained = drained;
  }

  /** Whether the reader has fallen behind. */
  synchronized boolean isFull() {
    full = events.size() >= capacity;
    return full;
  }

  /** Nanoseconds for which the reader has been behind, as far as this was asked; 0 if it is not. */
  synchronized long fullSince(long now) {
    if (events.size() < capacity) {
      fullFrom = 0;
      return 0;
    }
    fullFrom = fullFrom == 0 ? now : fullFrom;
    return now - fullFrom;
  }

  synchronized void put(GenerationEvent event) {
    events.add(event);
    notifyAll();
  }

  /** No more events will come. */
  synchronized void end() {
    ended = true;
    notifyAll();
  }

  /** Waits for an event; null after the last. */
  GenerationEvent take() throws InterruptedException {
    GenerationEvent event;
    boolean wake;
    synchronized (this) {
      while (events.isEmpty() && !ended) {
        wait();
      }
      event = events.poll();
      // Half empty, so that a slow reader does not wake the engine for every event.
      wake = full && events.size() <= capacity / 2;
      if (wake) {
        full = false;
      }
    }
    if (wake) {
      drained.run();
    }
    return event;
  }
}
