package dev.drover.engine.sampling;

/**
 * A mark that a text carries in which tokens follow which (Kirchenbauer et al., A Watermark for
 * Large Language Models, arXiv:2301.10226): after each token a keyed hash makes some of the
 * vocabulary green, and green tokens are made likelier. {@link WatermarkDetector} finds it again.
 *
 * @param gamma share of the vocabulary that is green, 0 &lt; γ &lt; 1
 * @param delta added to the logits of green tokens, &gt; 0
 * @param key who knows it can find the mark, and can take it off
 */
public record Watermark(double gamma, double delta, long key) {
  /** The share that is green unless given. */
  public static final double GAMMA = 0.25;

  /** What is added unless given. */
  public static final double DELTA = 2;

  /** The key of those who bring none; known to all. */
  public static final long KEY = 15_485_863;

  private static final int SHARE_BITS = 24;

  /** Whether a token is green after another. */
  public boolean isGreen(int previous, int token) {
    return spread(token, seed(previous)) >>> (32 - SHARE_BITS) < limit();
  }

  /** Makes the green tokens likelier. */
  void apply(float[] logits, int n, int previous) {
    int seed = seed(previous);
    int limit = limit();
    float bonus = (float) delta;
    for (int i = 0; i < n; i++) {
      // Without a branch, so that the compiler makes vector instructions of it: 1 where below.
      int green = ((spread(i, seed) >>> (32 - SHARE_BITS)) - limit) >>> 31;
      logits[i] += green * bonus;
    }
  }

  private int limit() {
    return (int) Math.rint(gamma * (1 << SHARE_BITS));
  }

  private int seed(int previous) {
    long mixed = SequenceRandom.mix(SequenceRandom.mix(key) + previous + 1);
    return (int) (mixed >>> 32);
  }

  /** Murmur3's finaliser, over numbers that lie apart. */
  private static int spread(int token, int seed) {
    int h = token * 0x9E3779B1 + seed;
    h ^= h >>> 16;
    h *= 0x85EBCA6B;
    h ^= h >>> 13;
    h *= 0xC2B2AE35;
    return h ^ (h >>> 16);
  }
}
