package dev.drover.engine;

import dev.drover.engine.sampling.TokenVectors;
import dev.drover.llama.OutputRows;

/**
 * Tokens' vectors from a model's output matrix. Those that were read last are kept, in at most some
 * megabytes. Not thread-safe.
 */
final class OutputVectors implements TokenVectors {
  private static final int CACHE_BYTES = 16 << 20;

  private final OutputRows rows;

  /** The vector of token t, if it is kept, is at t modulo the length. */
  private final float[][] kept;

  private final int[] tokens;

  OutputVectors(OutputRows rows) {
    this.rows = rows;
    int places = Math.clamp(CACHE_BYTES / (4L * rows.width()), 1, rows.count());
    this.kept = new float[places][];
    this.tokens = new int[places];
  }

  @Override
  public int width() {
    return rows.width();
  }

  @Override
  public void read(int token, float[] into) {
    int place = token % kept.length;
    if (kept[place] == null || tokens[place] != token) {
      if (kept[place] == null) {
        kept[place] = new float[rows.width()];
      }
      rows.read(token, kept[place]);
      normalise(kept[place]);
      tokens[place] = token;
    }
    System.arraycopy(kept[place], 0, into, 0, rows.width());
  }

  private static void normalise(float[] vector) {
    double squares = 0;
    for (float x : vector) {
      squares += (double) x * x;
    }
    if (squares > 0) {
      float factor = (float) (1 / Math.sqrt(squares));
      for (int i = 0; i < vector.length; i++) {
        vector[i] *= factor;
      }
    }
  }
}
