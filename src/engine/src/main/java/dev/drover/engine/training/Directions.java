package dev.drover.engine.training;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.SingularOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;

/** Directions in sets of vectors. All matrices have one vector a row. */
final class Directions {

  private Directions() {}

  /** The mean of the rows. */
  static double[] mean(double[][] rows) {
    double[] mean = new double[rows[0].length];
    for (double[] row : rows) {
      for (int i = 0; i < mean.length; i++) {
        mean[i] += row[i] / rows.length;
      }
    }
    return mean;
  }

  /** The mean of numbers. */
  static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  /** The first principal component, not centred, as long as the rows' mean is along it. */
  static double[] principal(double[][] rows) {
    double[] first = components(rows, 1)[0];
    double along = dot(mean(rows), first);
    return scaled(first, along);
  }

  /**
   * The right singular vectors of the rows, of length 1, by falling singular value.
   *
   * @param most how many at most; there are no more than rows, and none without weight
   */
  static double[][] components(double[][] rows, int most) {
    DMatrixRMaj matrix = new DMatrixRMaj(rows);
    SingularValueDecomposition_F64<DMatrixRMaj> svd =
        DecompositionFactory_DDRM.svd(rows.length, rows[0].length, false, true, true);
    if (!svd.decompose(matrix)) {
      throw new TrainingException("the differences of the answers have no principal components");
    }
    DMatrixRMaj v = svd.getV(null, true);
    SingularOps_DDRM.descendingOrder(
        null, false, svd.getSingularValues(), svd.numberOfSingularValues(), v, true);
    double[] weights = svd.getSingularValues();
    int count = 0;
    while (count < Math.min(most, weights.length) && weights[count] > 1e-9 * weights[0]) {
      count++;
    }
    double[][] components = new double[count][rows[0].length];
    for (int c = 0; c < count; c++) {
      for (int i = 0; i < components[c].length; i++) {
        components[c][i] = v.get(c, i);
      }
    }
    return components;
  }

  static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  static double norm(double[] a) {
    return Math.sqrt(dot(a, a));
  }

  /** Cosine similarity; 0 where one has no length. */
  static double cosine(double[] a, double[] b) {
    double norms = norm(a) * norm(b);
    return norms == 0 ? 0 : dot(a, b) / norms;
  }

  /** The mean over rows of their cosine similarity to a direction. */
  static double meanCosine(double[] direction, double[][] rows) {
    double sum = 0;
    for (double[] row : rows) {
      sum += cosine(direction, row);
    }
    return sum / rows.length;
  }

  static float[] floats(double[] values) {
    float[] result = new float[values.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = (float) values[i];
    }
    return result;
  }

  static double[] doubles(float[] values) {
    double[] result = new double[values.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = values[i];
    }
    return result;
  }

  static double[] scaled(double[] a, double factor) {
    double[] result = new double[a.length];
    for (int i = 0; i < a.length; i++) {
      result[i] = factor * a[i];
    }
    return result;
  }
}
