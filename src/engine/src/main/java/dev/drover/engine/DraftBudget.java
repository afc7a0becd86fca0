package dev.drover.engine;

/**
 * Whether a guessed token is worth computing. A row more makes a step dearer; it pays where the
 * token it may yield is likelier to come than the step yields tokens in that time anyway. Learns
 * from the steps what a row costs. Belongs to the engine's thread.
 */
final class DraftBudget {
  /** What a step adds to what is known; some hundred steps count. */
  private static final double MEMORY = 0.99;

  /** A row's share of a step with one row until that is known: a guess for a small model. */
  private static final double FIRST_SHARE = 0.4;

  /** A row costs at least this share of what a row costs on average. */
  private static final double LEAST_SHARE = 0.05;

  /** How much better than without it a row must be. */
  private static final double MARGIN = 1.1;

  // Weighted sums of 1, rows, rows squared, nanoseconds, and nanoseconds times rows.
  private double weights;
  private double rows;
  private double squares;
  private double costs;
  private double products;

  /** A step without prompt tokens had so many rows and took so long. */
  void observe(int rows, long nanos) {
    weights = MEMORY * weights + 1;
    this.rows = MEMORY * this.rows + rows;
    squares = MEMORY * squares + (double) rows * rows;
    costs = MEMORY * costs + nanos;
    products = MEMORY * products + (double) nanos * rows;
  }

  /** The next step, which has so many rows without guesses: at least one. */
  Step step(int rows) {
    return new Step(rows);
  }

  /** Nanoseconds that a row adds to a step. */
  private double ofRow() {
    double mean = costs / rows;
    double spread = weights * squares - rows * rows;
    // A hundredth of a row's deviation says nothing.
    double slope =
        spread > 0.01 * weights * weights
            ? (weights * products - rows * costs) / spread
            : FIRST_SHARE * costs / weights;
    return Math.clamp(slope, LEAST_SHARE * mean, mean);
  }

  /** What the guesses of one step may cost. */
  final class Step {
    private final boolean known = weights > 0;
    private final double row;
    private double tokens;
    private double nanos;

    private Step(int rows) {
      this.row = known ? ofRow() : FIRST_SHARE;
      this.tokens = rows;
      this.nanos = known ? costs / weights + row * (rows - DraftBudget.this.rows / weights) : 1;
      this.nanos = Math.max(nanos, row * rows);
    }

    /**
     * Takes another guess along if that pays.
     *
     * @param probability that it and all guesses before it are right
     * @param guessing nanoseconds that it took to guess it
     */
    boolean take(double probability, double guessing) {
      double cost = known ? row + guessing : row;
      if (probability * nanos < MARGIN * cost * tokens) {
        return false;
      }
      tokens += probability;
      nanos += cost;
      return true;
    }
  }
}
