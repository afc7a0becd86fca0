package dev.drover.engine;

/** A fault inside the engine ended a request that was valid. */
public final class GenerationFailedException extends RuntimeException {

  /**
   * A fault.
   *
   * @param message what went wrong
   */
  public GenerationFailedException(String message) {
    super(message);
  }
}
