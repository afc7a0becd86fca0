package dev.drover.engine;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.function.Consumer;

/**
 * Measures steps and the time between tokens, and tells the observer and the flight recorder.
 * Belongs to the engine's thread.
 */
final class Meter {
  private static final Logger LOG = System.getLogger(Meter.class.getName());

  private final EngineObserver observer;
  private StepEvent event;
  private long began;
  private int decoding;
  private int promptTokens;
  private int generatedTokens;
  private long decodeNanos;
  private long sampleNanos;
  private long emitNanos;

  Meter(EngineObserver observer) {
    this.observer = observer;
    begin();
  }

  /** A step begins; one that was not ended is forgotten. */
  void begin() {
    decoding = 0;
    promptTokens = 0;
    generatedTokens = 0;
    decodeNanos = 0;
    sampleNanos = 0;
    emitNanos = 0;
    event = new StepEvent();
    event.begin();
    began = System.nanoTime();
  }

  /** A batch was decoded; its sequences do not know of it yet. */
  void decoded(List<Scheduler.Chunk> batch, long nanos) {
    for (Scheduler.Chunk chunk : batch) {
      if (chunk.sequence().isDecoding()) {
        decoding++;
      } else {
        promptTokens += chunk.count();
      }
    }
    decodeNanos += nanos;
  }

  /**
   * A sequence has drawn a token.
   *
   * @param sampling nanoseconds that took
   * @param now the time on the clock of {@link System#nanoTime}
   */
  void drawn(Sequence s, long sampling, long now) {
    generatedTokens++;
    sampleNanos += sampling;
    long last = s.drawnAt;
    s.drawnAt = now;
    try {
      if (last != 0) {
        observer.nextToken(now - last);
      } else if (s.task.firstToken(now)) {
        observer.firstToken(s.task.age(now));
      }
    } catch (RuntimeException e) {
      complain(e);
    }
  }

  /** The token's text and events took so long. */
  void emitted(long nanos) {
    emitNanos += nanos;
  }

  /** The step is over. */
  StepReport end() {
    event.end();
    StepReport step =
        new StepReport(
            decoding,
            promptTokens,
            generatedTokens,
            System.nanoTime() - began,
            decodeNanos,
            sampleNanos,
            emitNanos);
    event.commit(step);
    try {
      observer.step(step);
    } catch (RuntimeException e) {
      complain(e);
    }
    return step;
  }

  /** A request has ended, which its caller wants to know too. */
  void ended(RequestReport request, Consumer<RequestReport> caller) {
    try {
      observer.ended(request);
      caller.accept(request);
    } catch (RuntimeException e) {
      complain(e);
    }
  }

  private static void complain(RuntimeException e) {
    LOG.log(Level.WARNING, "an observer of the engine failed", e);
  }
}
