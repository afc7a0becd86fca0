package dev.drover.engine;

/**
 * How many prompt tokens may be computed beside running streams, so that a step does not take much
 * longer than without them. It learns from the steps what a token of each kind costs; that of a
 * prompt token grows with its depth, the number of tokens before it that it attends to. Belongs to
 * the engine's thread.
 */
final class Pace {
  private static final double WEIGHT = 0.2;

  /** What a step adds to what is known of the depth's price; some five hundred steps count. */
  private static final double MEMORY = 0.998;

  /** The part of a usual token's cost that depth may account for, since no token is free. */
  private static final double MOST_FOR_DEPTH = 0.9;

  /** A step that was interrupted counts as one of so many times the expected cost, at most. */
  private static final double STRAYING = 3;

  /** Prompt tokens a step always takes along, so that a prompt gets on whatever was measured. */
  private static final int LEAST = 2;

  /** What is taken along before anything was measured. */
  private static final int FIRST = 16;

  private final double factor;

  /** Nanoseconds of a step that only decodes, by the number of sequences; 0 where not yet seen. */
  private final double[] alone;

  // A line through the costs of prompt tokens over their depths: weighted sums of 1, depth,
  // depth squared, cost, and cost times depth.
  private double weights;
  private double depths;
  private double squares;
  private double costs;
  private double products;

  /** Whether these are of prompts computed beside streams. */
  private boolean beside;

  /**
   * Nothing is known yet.
   *
   * @param factor how much longer a step may take with prompt tokens in it, above 1
   */
  Pace(double factor, int maxSequences) {
    this.factor = factor;
    this.alone = new double[maxSequences + 1];
  }

  /** What a step may take along that serves this many running sequences, at least one. */
  Allowance allowance(int decoding) {
    return new Allowance((factor - 1) * alone(decoding));
  }

  /** What is left of a step's time for prompt tokens. */
  final class Allowance {
    private final boolean isKnown;
    private double nanos;
    private boolean isUsed;

    private Allowance(double nanos) {
      this.nanos = nanos;
      this.isKnown = nanos > 0 && weights > 0;
    }

    /**
     * Takes tokens along.
     *
     * @param most how many there are
     * @param depth tokens before the first of them
     * @return how many fit; not 0 for the first that asks
     */
    int take(int most, int depth) {
      int least = isUsed ? 0 : isKnown ? LEAST : FIRST;
      isUsed = true;
      double cost = cost(depth);
      int count = Math.min(most, isKnown ? (int) Math.max(least, nanos / cost) : least);
      nanos = Math.max(0, nanos - count * cost);
      return count;
    }
  }

  /**
   * A step took so long.
   *
   * @param decoding sequences that generated in it
   * @param prompt its prompt tokens
   * @param depth how many tokens came before each of these, on average
   */
  void observe(int decoding, int prompt, double depth, long nanos) {
    if (prompt == 0) {
      alone[decoding] =
          alone[decoding] == 0 ? nanos : alone[decoding] + WEIGHT * (nanos - alone[decoding]);
      return;
    }
    double own = nanos - (decoding == 0 ? 0 : alone(decoding));
    if (decoding > 0 && own > 0) {
      if (!beside) {
        forgetAll();
        beside = true;
      }
      learn(depth, own / prompt);
    } else if (decoding == 0 && !beside && prompt >= 2 * FIRST) {
      // Many tokens at once are cheaper than the few that fit beside streams, and a short prompt
      // says more of what a step costs than of what a token does: better than nothing, no more.
      learn(depth, own / prompt);
    }
  }

  private void forgetAll() {
    weights = depths = squares = costs = products = 0;
  }

  private void learn(double depth, double seen) {
    double cost = weights == 0 ? seen : Math.min(seen, STRAYING * cost(depth));
    weights = MEMORY * weights + 1;
    depths = MEMORY * depths + depth;
    squares = MEMORY * squares + depth * depth;
    costs = MEMORY * costs + cost;
    products = MEMORY * products + depth * cost;
  }

  /**
   * Nanoseconds of a prompt token at a depth, by the line that fits best, if that neither falls nor
   * leaves a shallow token next to nothing; 0 before one was seen.
   */
  private double cost(double depth) {
    if (weights == 0) {
      return 0;
    }
    double spread = weights * squares - depths * depths;
    double slope = spread > 0 ? (weights * products - depths * costs) / spread : 0;
    double mean = costs / weights;
    double meanDepth = depths / weights;
    slope = Math.clamp(slope, 0, meanDepth > 0 ? MOST_FOR_DEPTH * mean / meanDepth : 0);
    return mean + slope * (depth - meanDepth);
  }

  /** The nearest number of sequences that was seen stands for one that was not. */
  private double alone(int decoding) {
    for (int distance = 0; distance < alone.length; distance++) {
      for (int n : new int[] {decoding - distance, decoding + distance}) {
        if (n > 0 && n < alone.length && alone[n] > 0) {
          return alone[n];
        }
      }
    }
    return 0;
  }
}
