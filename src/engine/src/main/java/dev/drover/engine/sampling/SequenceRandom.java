package dev.drover.engine.sampling;

/**
 * The random numbers of one sequence: SplitMix64 (Steele, Lea and Flood, Fast Splittable
 * Pseudorandom Number Generators, 2014), the numbers of {@link java.util.SplittableRandom}, which
 * cannot be copied. Not thread-safe.
 */
public final class SequenceRandom {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private long state;

  private SequenceRandom(long state) {
    this.state = state;
  }

  /**
   * The numbers of one of a request's choices.
   *
   * @param choice from 0; each has a stream of its own
   */
  static SequenceRandom of(long seed, int choice) {
    // Mixed, since states that differ by a multiple of the increment are the same stream shifted.
    return new SequenceRandom(seed ^ mix(choice));
  }

  /** A copy that goes on with the same numbers. */
  SequenceRandom copy() {
    return new SequenceRandom(state);
  }

  /** Uniform in [0, 1). */
  double nextDouble() {
    state += GOLDEN_GAMMA;
    return (mix(state) >>> 11) * 0x1.0p-53;
  }

  /** Spreads a number's differences over all its bits; 0 stays 0. */
  static long mix(long x) {
    long z = (x ^ (x >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
