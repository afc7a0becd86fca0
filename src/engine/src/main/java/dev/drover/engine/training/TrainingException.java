package dev.drover.engine.training;

/** A vector could not be made or judged, for a reason that lies in the model or the triples. */
public final class TrainingException extends RuntimeException {

  /** A failure and its reason. */
  public TrainingException(String message) {
    super(message);
  }
}
