package dev.drover.jinja;

import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

/** One render: what the caller passed and what may still be used up. Confined to one thread. */
final class Run {
  private static final int STEPS_BETWEEN_CLOCK_READS = 1024;
  private static final int CHARACTERS_PER_STEP = 16;

  private final Limits limits;
  private final Map<String, ?> variables;
  private final Clock clock;
  private final Map<String, Object> exports = new HashMap<>(0);
  private final long deadline;
  private long stepsLeft;
  private long nextClockRead;
  private int depth;
  private int line;

  Run(Limits limits, Map<String, ?> variables, Clock clock) {
    this.limits = limits;
    this.variables = variables;
    this.clock = clock;
    this.deadline = System.nanoTime() + limits.time().toNanos();
    this.stepsLeft = limits.steps();
    this.nextClockRead = stepsLeft - STEPS_BETWEEN_CLOCK_READS;
  }

  Clock clock() {
    return clock;
  }

  Limits limits() {
    return limits;
  }

  /** Returns the line of the statement that runs. */
  int line() {
    return line;
  }

  void line(int value) {
    line = value;
  }

  /** Looks up a name that no scope defines, or returns {@link Missing}. */
  Object resolve(String name) {
    Object exported = exports.getOrDefault(name, Missing.MISSING);
    if (exported != Missing.MISSING) {
      return exported;
    }
    Object value = variables.get(name);
    if (value != null || variables.containsKey(name)) {
      return Values.of(value);
    }
    return Globals.get(name);
  }

  /** Makes a top-level assignment visible to blocks. */
  void export(String name, Object value) {
    exports.put(name, value);
  }

  void tick() {
    charge(1);
  }

  /** Counts work, in steps. */
  void charge(long steps) {
    stepsLeft -= steps;
    if (stepsLeft < nextClockRead) {
      checkSteps();
    }
  }

  private void checkSteps() {
    if (stepsLeft < 0) {
      throw new Fault.Limit("steps", limits.steps());
    }
    if (System.nanoTime() - deadline > 0) {
      throw new Fault.Limit("time", limits.time().toMillis());
    }
    nextClockRead = Math.max(0, stepsLeft - STEPS_BETWEEN_CLOCK_READS);
  }

  /** Counts text that is made or read. */
  void chargeText(long characters) {
    charge(characters / CHARACTERS_PER_STEP);
  }

  /** Checks the length of a text before it is made, and counts the part that is new. */
  void text(long length, long added) {
    if (length > limits.outputCharacters()) {
      throw new Fault.Limit("outputCharacters", limits.outputCharacters());
    }
    chargeText(added);
  }

  /** Goes into a macro or a recursive loop. */
  void descend() {
    nested(++depth);
  }

  void ascend() {
    depth--;
  }

  /** Checks a nesting depth. */
  void nested(int levels) {
    if (levels > limits.depth()) {
      throw new Fault.Limit("depth", limits.depth());
    }
  }
}
