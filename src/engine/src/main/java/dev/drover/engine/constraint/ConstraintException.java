package dev.drover.engine.constraint;

/**
 * A constraint that cannot be used: it is wrong, asks for what is not supported, or is too large.
 */
public final class ConstraintException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * What is wrong with it.
   *
   * @param message for the user; of a text with lines it begins with {@code line L, column C: }, of
   *     a JSON schema with the JSON pointer of what is wrong
   */
  public ConstraintException(String message) {
    super(message);
  }
}
