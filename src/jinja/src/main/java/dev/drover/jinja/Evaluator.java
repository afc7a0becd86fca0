package dev.drover.jinja;

/** A compiled expression. */
@FunctionalInterface
interface Evaluator {
  Object evaluate(Frame frame);
}
