package dev.drover.engine.sampling;

/**
 * Excludes top choices (p-e-w, text-generation-webui #6335): now and then, where several tokens are
 * probable enough, all of them but the least probable one are left out.
 *
 * @param probability how often, 0 to 1
 * @param threshold what is probable enough, 0 to 1; above 0.5 nothing is ever left out
 */
public record Xtc(double probability, double threshold) implements Truncation {
  /** What is probable enough unless given. */
  public static final double THRESHOLD = 0.1;

  @Override
  public void apply(Candidates candidates, SequenceRandom random) {
    // Drawn each time, so that what else is drawn does not depend on the row.
    if (random.nextDouble() < probability) {
      candidates.dropProbable(threshold);
    }
  }

  @Override
  public boolean keepsAll() {
    return probability == 0 || threshold > 0.5;
  }
}
