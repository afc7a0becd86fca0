package dev.drover.engine.constraint;

/**
 * Finding out what may come next took more than its limit. It ends the sequence; other sequences of
 * the same constraint go on.
 */
public final class ConstraintOverrunException extends RuntimeException {
  private static final long serialVersionUID = 1;

  ConstraintOverrunException(String message) {
    super(message);
  }
}
