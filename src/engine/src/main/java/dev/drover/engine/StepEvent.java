package dev.drover.engine;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** A {@link StepReport} in a flight recording; the event's own duration is the step's. */
@Name(StepEvent.NAME)
@Label("Engine Step")
@Category("Drover")
@Description("One step of an engine: a batch is decoded and every sequence takes its token")
@StackTrace(false)
final class StepEvent extends Event {
  static final String NAME = "dev.drover.Step";

  @Label("Sequences Decoding")
  int decoding;

  @Label("Prompt Tokens")
  int promptTokens;

  @Label("Generated Tokens")
  int generatedTokens;

  @Label("Decode")
  @Timespan(Timespan.NANOSECONDS)
  long decode;

  @Label("Sample")
  @Timespan(Timespan.NANOSECONDS)
  long sample;

  @Label("Emit")
  @Timespan(Timespan.NANOSECONDS)
  long emit;

  /** Puts the event, which has ended, into the recordings that want it. */
  void commit(StepReport step) {
    if (shouldCommit()) {
      decoding = step.decoding();
      promptTokens = step.promptTokens();
      generatedTokens = step.generatedTokens();
      decode = step.decodeNanos();
      sample = step.sampleNanos();
      emit = step.emitNanos();
      commit();
    }
  }
}
