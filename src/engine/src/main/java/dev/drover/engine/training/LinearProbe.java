package dev.drover.engine.training;

/**
 * A logistic regression with L2 regularisation that tells two sets of vectors apart, fitted by
 * gradient descent on centred data scaled by one common factor, so that the normal keeps its
 * meaning as a direction.
 *
 * @param normal points to the positive side
 * @param bias the decision is positive where {@code normal · x + bias > 0}
 */
record LinearProbe(double[] normal, double bias) {
  private static final int STEPS = 400;
  private static final double RATE = 1.0;
  private static final double DECAY = 1e-2;

  /** Fits a probe to rows of either class. */
  static LinearProbe fit(double[][] positive, double[][] negative) {
    double[] up = Directions.mean(positive);
    double[] down = Directions.mean(negative);
    double[] centre = new double[up.length];
    for (int i = 0; i < centre.length; i++) {
      centre[i] = (up[i] + down[i]) / 2;
    }
    double scale = scale(positive, centre) + scale(negative, centre);
    if (scale == 0) {
      throw new TrainingException("positive and negative answers have the same hidden states");
    }
    scale = Math.sqrt(scale / (positive.length + negative.length));
    double[] w = new double[centre.length];
    double b = 0;
    for (int step = 0; step < STEPS; step++) {
      double[] gradient = Directions.scaled(w, DECAY);
      double slope = 0;
      for (int side = 1; side >= -1; side -= 2) {
        double[][] rows = side > 0 ? positive : negative;
        for (double[] row : rows) {
          double margin = b;
          for (int i = 0; i < w.length; i++) {
            margin += w[i] * (row[i] - centre[i]) / scale;
          }
          double pull = -side / (1 + Math.exp(side * margin)) / (2.0 * rows.length);
          for (int i = 0; i < w.length; i++) {
            gradient[i] += pull * (row[i] - centre[i]) / scale;
          }
          slope += pull;
        }
      }
      for (int i = 0; i < w.length; i++) {
        w[i] -= RATE * gradient[i];
      }
      b -= RATE * slope;
    }
    double[] normal = Directions.scaled(w, 1 / scale);
    return new LinearProbe(normal, b - Directions.dot(normal, centre));
  }

  private static double scale(double[][] rows, double[] centre) {
    double sum = 0;
    for (double[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        sum += (row[i] - centre[i]) * (row[i] - centre[i]);
      }
    }
    return sum;
  }

  /** The normal, as long as the means of the classes are apart along it. */
  double[] direction(double[][] positive, double[][] negative) {
    double length = Directions.norm(normal);
    double[] unit = Directions.scaled(normal, 1 / length);
    double apart =
        Directions.dot(unit, Directions.mean(positive))
            - Directions.dot(unit, Directions.mean(negative));
    return Directions.scaled(unit, apart);
  }

  /** The share of rows on the right side, 0 to 1. */
  double accuracy(double[][] positive, double[][] negative) {
    int right = 0;
    for (double[] row : positive) {
      right += Directions.dot(normal, row) + bias > 0 ? 1 : 0;
    }
    for (double[] row : negative) {
      right += Directions.dot(normal, row) + bias > 0 ? 0 : 1;
    }
    return (double) right / (positive.length + negative.length);
  }
}
