package dev.drover.engine.training;

/** How well a direction tells two sets of vectors apart. */
final class Separation {

  private Separation() {}

  /**
   * The sensitivity index d': the distance of the means along the direction over the root mean
   * square of the standard deviations. Positive where the positive side lies ahead.
   */
  static double of(double[] direction, double[][] positive, double[][] negative) {
    double[] up = along(direction, positive);
    double[] down = along(direction, negative);
    double spread = Math.sqrt((variance(up) + variance(down)) / 2);
    double apart = Directions.mean(up) - Directions.mean(down);
    return spread == 0 ? Math.signum(apart) * Double.POSITIVE_INFINITY : apart / spread;
  }

  private static double[] along(double[] direction, double[][] rows) {
    double length = Directions.norm(direction);
    double[] values = new double[rows.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = Directions.dot(direction, rows[i]) / length;
    }
    return values;
  }

  private static double variance(double[] values) {
    double mean = Directions.mean(values);
    double sum = 0;
    for (double value : values) {
      sum += (value - mean) * (value - mean);
    }
    return sum / values.length;
  }
}
