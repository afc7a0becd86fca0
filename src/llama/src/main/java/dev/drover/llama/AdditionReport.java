package dev.drover.llama;

/** Told of what a {@link TapPlan} adds. Called by the thread that decodes; must not throw. */
@FunctionalInterface
public interface AdditionReport {

  /**
   * A row was added to.
   *
   * @param row the row of the batch
   * @param added Euclidean length of what was added
   * @param before Euclidean length of the row before
   */
  void added(int row, double added, double before);
}
