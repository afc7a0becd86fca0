package dev.drover.engine;

/**
 * How many prompt tokens may be computed beside running streams, so that a step does not take much
 * longer than without them. It learns from the steps what a token of each kind costs. Belongs to
 * the engine's thread.
 */
final class Pace {
  private static final double WEIGHT = 0.2;

  /** Prompt tokens a step always takes along, so that a prompt gets on whatever was measured. */
  private static final int LEAST = 4;

  /** What is taken along before anything was measured. */
  private static final int FIRST = 16;

  private final double factor;

  /** Nanoseconds of a step that only decodes, by the number of sequences; 0 where not yet seen. */
  private final double[] alone;

  /** Nanoseconds a prompt token adds; 0 before it was seen. */
  private double perPromptToken;

  /**
   * Nothing is known yet.
   *
   * @param factor how much longer a step may take with prompt tokens in it, above 1
   */
  Pace(double factor, int maxSequences) {
    this.factor = factor;
    this.alone = new double[maxSequences + 1];
  }

  /** Prompt tokens that a step may take which serves this many running sequences. */
  int prefill(int decoding) {
    double base = alone(decoding);
    if (base == 0 || perPromptToken == 0) {
      return FIRST;
    }
    return (int) Math.max(LEAST, (factor - 1) * base / perPromptToken);
  }

  /** A step of these many sequences and prompt tokens took so long. */
  void observe(int decoding, int prompt, long nanos) {
    if (prompt == 0) {
      alone[decoding] = mean(alone[decoding], nanos);
    } else {
      double own = nanos - (decoding == 0 ? 0 : alone(decoding));
      // A short prompt alone says more of what a step costs than of what a token does.
      if (own > 0 && (decoding > 0 || prompt >= 2 * FIRST)) {
        perPromptToken = mean(perPromptToken, own / prompt);
      }
    }
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

  private static double mean(double before, double now) {
    return before == 0 ? now : before + WEIGHT * (now - before);
  }
}
