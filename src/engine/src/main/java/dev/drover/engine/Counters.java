package dev.drover.engine;

import java.util.List;

/** What {@link EngineStatistics} reports: counted by the engine's thread, read by any. */
final class Counters {
  private static final double WEIGHT = 0.05;

  private int running;
  private int cells;
  private int cachedCells;
  private int cellCapacity;
  private long steps;
  private long promptTokens;
  private long generatedTokens;
  private long embeddedTokens;
  private long admittedTokens;
  private long reusedTokens;
  private long draftedTokens;
  private long acceptedTokens;
  private long evictedTokens;
  private long finished;
  private long cancelled;
  private long failed;
  private long cut;
  private long preempted;
  private long integrityFailures;
  private double meanAge;
  private long stepNanos;
  private long decodeNanos;
  private long sampleNanos;
  private long emitNanos;

  synchronized void prompt(int tokens) {
    promptTokens += tokens;
  }

  synchronized void generated() {
    generatedTokens++;
  }

  synchronized void embedded(int tokens) {
    embeddedTokens += tokens;
  }

  void ended(Sequence sequence) {
    ended(sequence.task, sequence.reason());
  }

  synchronized void ended(Task task, FinishReason reason) {
    switch (reason) {
      case CANCELLED -> cancelled++;
      case ERROR -> failed++;
      case DEADLINE, READER_TOO_SLOW -> cut++;
      default -> finished++;
    }
    long age = task.age();
    meanAge = meanAge == 0 ? age : meanAge + WEIGHT * (age - meanAge);
  }

  /** Books that did not agree were found. */
  synchronized void faulty() {
    integrityFailures++;
  }

  /** Nanoseconds from submission to end, on average over the last sequences; 0 before the first. */
  synchronized double meanAge() {
    return meanAge;
  }

  /** A step that decoded something is over. */
  synchronized void stepped(StepReport step) {
    steps++;
    stepNanos += step.stepNanos();
    decodeNanos += step.decodeNanos();
    sampleNanos += step.sampleNanos();
    emitNanos += step.emitNanos();
  }

  /** The state after a step. */
  synchronized void state(List<Lane> lanes) {
    running = 0;
    cells = 0;
    cachedCells = 0;
    cellCapacity = 0;
    preempted = 0;
    admittedTokens = 0;
    reusedTokens = 0;
    draftedTokens = 0;
    acceptedTokens = 0;
    evictedTokens = 0;
    for (Lane lane : lanes) {
      Scheduler scheduler = lane.scheduler;
      KvMemory memory = scheduler.memory();
      running += scheduler.runningCount();
      cells += memory.held();
      cachedCells += memory.idle();
      cellCapacity += memory.capacity();
      preempted += scheduler.preemptedCount();
      admittedTokens += scheduler.promptTokens();
      reusedTokens += scheduler.reusedTokens();
      draftedTokens += scheduler.speculator().drafted();
      acceptedTokens += scheduler.speculator().accepted();
      evictedTokens += memory.evictedTokens();
    }
  }

  /**
   * The figures now.
   *
   * @param waiting requests that wait
   * @param embedding requests for embeddings under way
   */
  synchronized EngineStatistics snapshot(int waiting, int embedding) {
    return new EngineStatistics(
        waiting,
        running + embedding,
        cells,
        cachedCells,
        cellCapacity,
        steps,
        promptTokens,
        generatedTokens,
        embeddedTokens,
        admittedTokens,
        reusedTokens,
        draftedTokens,
        acceptedTokens,
        evictedTokens,
        finished,
        cancelled,
        failed,
        cut,
        preempted,
        integrityFailures,
        stepNanos,
        decodeNanos,
        sampleNanos,
        emitNanos);
  }
}
