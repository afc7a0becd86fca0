package dev.drover.engine.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PenaltiesTest {
  private static float[] apply(Penalties penalties) {
    float[] row = {8, 8, 8, 8};
    penalties.apply(row);
    return row;
  }

  @Test
  void onlyTheLastTokensCount() {
    Penalties penalties = Penalties.of(new PenaltyOptions(2, 0, 0, 2), new int[] {0, 1, 2});
    assertThat(apply(penalties)).containsExactly(8, 4, 4, 8);
    penalties.generated(3);
    assertThat(apply(penalties)).containsExactly(8, 8, 4, 4);
    penalties.generated(3);
    assertThat(apply(penalties)).containsExactly(8, 8, 8, 4);
  }

  @Test
  void whatLeavesTheWindowIsForgottenOnceForEachTime() {
    Penalties penalties = Penalties.of(new PenaltyOptions(1, 1, 0.5, 3), new int[] {0, 0});
    assertThat(apply(penalties)).as("the prompt does not count").containsOnly(8);
    penalties.generated(1);
    penalties.generated(1);
    assertThat(apply(penalties)).containsExactly(8, 5.5f, 8, 8);
    penalties.generated(2);
    penalties.generated(2);
    assertThat(apply(penalties)).containsExactly(8, 6.5f, 5.5f, 8);
    penalties.generated(2);
    assertThat(apply(penalties)).containsExactly(8, 8, 4.5f, 8);
  }

  @Test
  void copiesKeepTheirOwnWindow() {
    Penalties penalties = Penalties.of(new PenaltyOptions(2, 0, 0, 1), new int[] {0});
    Penalties copy = penalties.copy();
    copy.generated(1);
    assertThat(apply(penalties)).containsExactly(4, 8, 8, 8);
    assertThat(apply(copy)).containsExactly(8, 4, 8, 8);
  }

  @Test
  void anEmptyWindowIsNoPenalty() {
    assertThat(Penalties.of(new PenaltyOptions(2, 1, 1, 0), new int[] {0})).isNull();
  }
}
