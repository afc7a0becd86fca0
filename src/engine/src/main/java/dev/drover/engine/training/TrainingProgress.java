package dev.drover.engine.training;

/**
 * How far a training is.
 *
 * @param phase what is being done
 * @param done steps done, of this phase
 * @param total steps there are in this phase
 * @param loss the search's best loss so far; NaN outside of a search
 */
public record TrainingProgress(Phase phase, int done, int total, double loss) {

  /** So many answers or texts were read. */
  static TrainingProgress reading(int done, int total) {
    return new TrainingProgress(Phase.READING, done, total, Double.NaN);
  }

  /** What a training does, in this order. */
  public enum Phase {
    /** The model reads the answers. */
    READING,
    /** Vectors are tried. */
    SEARCHING,
    /** The result's cost is measured. */
    CALIBRATING
  }
}
