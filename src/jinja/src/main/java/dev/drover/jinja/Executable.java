package dev.drover.jinja;

/** A compiled statement. */
@FunctionalInterface
interface Executable {
  Completion execute(Frame frame, Text out);
}
