package dev.drover.engine;

import dev.drover.engine.EngineUnavailableException.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/** Where callers and the engine's thread meet: what came, how many wait, and whether it is over. */
final class Inbox {
  static final Duration RETRY_AFTER = Duration.ofSeconds(1);
  private static final Duration LONGEST_RETRY = Duration.ofMinutes(1);

  private final int maxWaiting;
  private final Counters counters;
  private final IntSupplier others;
  private final Semaphore work = new Semaphore(0);
  private List<Task> tasks = new ArrayList<>();
  private List<FutureTask<?>> commands = new ArrayList<>();
  private int waiting;
  private long order;
  private boolean closed;

  /** What came since it was asked last. */
  record Mail(List<Task> tasks, List<FutureTask<?>> commands) {}

  /** Makes a request of its order of arrival and how many wait before it. */
  interface Submission<T> {
    T make(long order, int ahead);
  }

  /**
   * An empty, open inbox.
   *
   * @param others requests that wait elsewhere and count too
   */
  Inbox(int maxWaiting, Counters counters, IntSupplier others) {
    this.maxWaiting = maxWaiting;
    this.counters = counters;
    this.others = others;
  }

  /**
   * Refuses if there is no place for a request; else tells how many wait.
   *
   * @throws EngineUnavailableException if the engine is closed or the queue full
   */
  synchronized int requirePlace() {
    requireOpen();
    int queued = queued();
    if (queued >= maxWaiting) {
      throw new EngineUnavailableException(
          Reason.QUEUE_FULL,
          "the queue is full: %d of %d requests wait, this one would be number %d"
              .formatted(queued, maxWaiting, queued + 1),
          retryAfter());
    }
    return queued;
  }

  /**
   * Gives a request its place and wakes the engine.
   *
   * @throws EngineUnavailableException as {@link #requirePlace} does
   */
  synchronized <T> T admit(Submission<T> submission) {
    int ahead = requirePlace();
    T made = submission.make(order, ahead);
    order++;
    work.release();
    return made;
  }

  /** Takes a request; within a {@link Submission}. */
  synchronized Task add(Task task) {
    tasks.add(task);
    return task;
  }

  /**
   * Takes something that the engine's thread is to do.
   *
   * @throws EngineUnavailableException if the engine is closed
   */
  synchronized void add(FutureTask<?> command) {
    requireOpen();
    commands.add(command);
    work.release();
  }

  /** What came; it waits with the engine from now on. */
  synchronized Mail take() {
    Mail mail = new Mail(tasks, commands);
    waiting += tasks.size();
    tasks = new ArrayList<>();
    commands = new ArrayList<>();
    return mail;
  }

  /** So many of the requests taken still wait. */
  synchronized void waiting(int count) {
    waiting = count;
  }

  /** Requests that wait, wherever. */
  synchronized int queued() {
    return tasks.size() + waiting + others.getAsInt();
  }

  /** Nothing is taken any more. */
  synchronized void close() {
    closed = true;
    work.release();
  }

  synchronized boolean isClosed() {
    return closed;
  }

  /** There is something to do. */
  void wake() {
    work.release();
  }

  /** Waits until there is something to do. */
  void await() throws InterruptedException {
    work.acquire();
    work.drainPermits();
  }

  /** The same, but not for long. */
  void await(long millis) throws InterruptedException {
    work.tryAcquire(millis, TimeUnit.MILLISECONDS);
    work.drainPermits();
  }

  static EngineUnavailableException closed() {
    return new EngineUnavailableException(Reason.CLOSED, "the engine is closed", RETRY_AFTER);
  }

  private void requireOpen() {
    if (closed) {
      throw closed();
    }
  }

  /** When the queue may be half empty, judged by how long requests took lately. */
  private Duration retryAfter() {
    Duration likely = Duration.ofNanos((long) counters.meanAge() / 2);
    if (likely.compareTo(RETRY_AFTER) < 0) {
      return RETRY_AFTER;
    }
    return likely.compareTo(LONGEST_RETRY) > 0 ? LONGEST_RETRY : likely;
  }
}
