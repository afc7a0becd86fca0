package dev.drover.engine.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class DirectionsTest {
  private final Random random = new Random(1);

  /** Rows around a mean, much wider along the second axis. */
  private double[][] cloud(int rows, double mean) {
    double[][] cloud = new double[rows][6];
    for (double[] row : cloud) {
      for (int i = 0; i < row.length; i++) {
        row[i] = 0.1 * random.nextGaussian();
      }
      row[0] += mean;
      row[1] += random.nextGaussian();
    }
    return cloud;
  }

  @Test
  void theMeanIsTheMean() {
    assertThat(Directions.mean(new double[][] {{1, 2}, {3, 6}}))
        .containsExactly(new double[] {2, 4}, within(1e-12));
  }

  @Test
  void thePrincipalComponentIsNotCentredAndPointsToTheMean() {
    double[] direction = Directions.principal(cloud(200, -5));
    assertThat(Directions.cosine(direction, new double[] {-1, 0, 0, 0, 0, 0})).isGreaterThan(0.99);
    assertThat(Directions.norm(direction)).isCloseTo(5, within(0.2));
  }

  @Test
  void componentsAreOrthonormalAndFallInWeight() {
    double[][] rows = cloud(5, 3);
    double[][] components = Directions.components(rows, 16);
    assertThat(components).hasNumberOfRows(5);
    double before = Double.POSITIVE_INFINITY;
    for (int a = 0; a < components.length; a++) {
      for (int b = 0; b < components.length; b++) {
        assertThat(Directions.dot(components[a], components[b]))
            .isCloseTo(a == b ? 1 : 0, within(1e-9));
      }
      double weight = 0;
      for (double[] row : rows) {
        weight += Math.pow(Directions.dot(row, components[a]), 2);
      }
      assertThat(weight).isLessThanOrEqualTo(before);
      before = weight;
    }
    assertThat(Directions.components(new double[][] {{1, 1}, {2, 2}}, 16)).hasNumberOfRows(1);
  }

  @Test
  void aLinearProbeTellsClassesApart() {
    double[][] up = cloud(40, 1);
    double[][] down = cloud(40, -1);
    LinearProbe probe = LinearProbe.fit(up, down);
    assertThat(probe.accuracy(cloud(40, 1), cloud(40, -1))).isGreaterThan(0.98);
    assertThat(probe.accuracy(cloud(40, -1), cloud(40, 1))).isLessThan(0.02);
    double[] direction = probe.direction(up, down);
    assertThat(Directions.cosine(direction, new double[] {1, 0, 0, 0, 0, 0})).isGreaterThan(0.9);
    assertThat(Directions.norm(direction)).isCloseTo(2, within(0.3));
    assertThat(Separation.of(direction, up, down)).isGreaterThan(5);
    assertThat(Separation.of(Directions.scaled(direction, -1), up, down)).isLessThan(-5);
  }
}
