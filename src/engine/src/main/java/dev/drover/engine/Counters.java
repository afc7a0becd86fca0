package dev.drover.engine;

/** What {@link EngineStatistics} reports: counted by the engine's thread, read by any. */
final class Counters {
  private int running;
  private int cells;
  private int cellCapacity;
  private long steps;
  private long promptTokens;
  private long generatedTokens;
  private long finished;
  private long cancelled;
  private long failed;
  private long preempted;
  private long stepNanos;
  private long decodeNanos;

  synchronized void prompt(int tokens) {
    promptTokens += tokens;
  }

  synchronized void generated() {
    generatedTokens++;
  }

  synchronized void decoded(long began) {
    decodeNanos += System.nanoTime() - began;
  }

  synchronized void ended(Sequence sequence) {
    switch (sequence.reason()) {
      case CANCELLED -> cancelled++;
      case ERROR -> failed++;
      default -> finished++;
    }
  }

  /** A step that began at this time is over. */
  synchronized void stepped(long began, boolean idle, Scheduler scheduler) {
    running = scheduler.runningCount();
    cells = scheduler.usedCells();
    cellCapacity = scheduler.cellCapacity();
    preempted = scheduler.preemptedCount();
    if (!idle) {
      steps++;
      stepNanos += System.nanoTime() - began;
    }
  }

  synchronized EngineStatistics snapshot(int waiting) {
    return new EngineStatistics(
        waiting,
        running,
        cells,
        cellCapacity,
        steps,
        promptTokens,
        generatedTokens,
        finished,
        cancelled,
        failed,
        preempted,
        stepNanos,
        decodeNanos);
  }
}
