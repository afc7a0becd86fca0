package dev.drover.engine;

import java.time.Duration;
import java.util.List;

/**
 * A model's memory with the sequences in it. An engine has one that all requests share and, once
 * asked for, one in which a request is computed by itself. Belongs to the engine's thread.
 */
final class Lane {
  final ModelRunner runner;
  final Scheduler scheduler;
  private final BatchDecoder decoder;
  private final Counters counters;
  private final long patience;

  /**
   * An empty lane.
   *
   * @param grain see {@link KvMemory}
   * @param shares what clients had of the whole engine
   */
  Lane(
      ModelRunner runner,
      EngineConfig config,
      int grain,
      FairShare shares,
      Counters counters,
      Meter meter) {
    this.runner = runner;
    this.scheduler = new Scheduler(runner, config, grain, shares);
    this.decoder = new BatchDecoder(runner, scheduler, counters, meter);
    this.counters = counters;
    this.patience = config.readerPatience().toNanos();
  }

  /**
   * One round: end what is over, admit, plan a batch, decode it and let every sequence take its
   * token, retire.
   *
   * @return false if there was nothing to decode
   */
  boolean step() {
    long now = System.nanoTime();
    scheduler.forEach(s -> endIfOver(s, now));
    scheduler.forEach(decoder::collect);
    scheduler.retire(counters::ended);
    scheduler.parkIdle();
    scheduler.admit();
    List<Scheduler.Chunk> batch = scheduler.plan();
    if (!batch.isEmpty()) {
      decoder.decode(batch);
      scheduler.retire(counters::ended);
    }
    return !batch.isEmpty();
  }

  private void endIfOver(Sequence s, long now) {
    if (s.task.isCancelled()) {
      s.finish(FinishReason.CANCELLED, null, null);
    } else if (s.task.isPastDeadline(now)) {
      s.finish(FinishReason.DEADLINE, null, "the deadline of " + deadline(s) + " ms has passed");
    } else if (s.task.events.fullSince(now) > patience) {
      s.finish(
          FinishReason.READER_TOO_SLOW,
          null,
          "the reader was behind for " + Duration.ofNanos(patience).toMillis() + " ms");
    }
  }

  private static long deadline(Sequence s) {
    return s.task.request.scheduling().deadline().toMillis();
  }
}
