package dev.drover.engine;

import java.util.Arrays;

/** Makes one vector of those of an input's tokens, which come in order. */
final class Pool {
  private final EmbeddingPooling how;
  private final int length;
  private double[] sum;
  private int seen;

  /**
   * Nothing is pooled yet.
   *
   * @param length how many tokens will come
   */
  Pool(EmbeddingPooling how, int length) {
    this.how = how;
    this.length = length;
  }

  /** Whether the vector of the next token matters. */
  boolean wantsNext() {
    return switch (how) {
      case MEAN -> true;
      case CLS -> seen == 0;
      case LAST -> seen == length - 1;
    };
  }

  /** The next token, whose vector does not matter. */
  void skip() {
    seen++;
  }

  /** The next token's vector. */
  void add(float[] row) {
    if (sum == null) {
      sum = new double[row.length];
    }
    for (int i = 0; i < row.length; i++) {
      sum[i] += row[i];
    }
    seen++;
  }

  /**
   * The vector of them all.
   *
   * @param dimensions how many leading dimensions are kept; null for all
   * @param normalize whether what is kept is scaled to length 1
   * @throws ArithmeticException if the model's numbers are not finite
   */
  float[] vector(Integer dimensions, boolean normalize) {
    double[] kept = dimensions == null ? sum : Arrays.copyOf(sum, dimensions);
    double norm = Math.sqrt(Arrays.stream(kept).map(x -> x * x).sum());
    if (!Double.isFinite(norm)) {
      throw new ArithmeticException("the model's embedding is not finite");
    }
    double divisor = how == EmbeddingPooling.MEAN ? length : 1;
    if (normalize && norm > 0) {
      divisor = norm;
    }
    float[] vector = new float[kept.length];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (float) (kept[i] / divisor);
    }
    return vector;
  }
}
