package dev.drover.llama;

import static dev.drover.llama.Scenario.difference;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.drover.llama.Fixtures.NativeBuild;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ActivationTapTest {
  private static final ContextOptions OPTIONS =
      Scenario.OPTIONS.withMemory(1024, 4).withBatch(256, 256);

  /** The proof of the whole idea: one batch, two sequences, only one of them steered. */
  @ParameterizedTest
  @EnumSource
  void steersOneSequenceOfABatchAsTheControlVectorDoes(NativeBuild build) {
    Model model = Fixtures.model(build);
    int[] prompt = Scenario.prompt(model);
    int layer = 11;
    float[] vector = Scenario.vector(model, 1, 3);
    try (Context plain = Context.create(model, OPTIONS);
        Context tapped = Context.create(model, OPTIONS.withTap(true))) {
      float[] unsteered = Scenario.decode(plain, 0, prompt);
      plain.memory().clear();
      plain.setControlVector(ControlVector.of(model, Map.of(layer, vector)));
      float[] reference = Scenario.decode(plain, 0, prompt);

      Batch batch = tapped.newBatch();
      TapPlan plan = tapped.newTapPlan();
      int first = Scenario.add(tapped, batch, 0, prompt);
      int second = Scenario.add(tapped, batch, 1, prompt);
      plan.steer(layer, first + 1, second - first, vector, 1);
      tapped.decode(batch, plan);

      assertThat(difference(unsteered, reference)).isGreaterThan(1);
      assertThat(difference(unsteered, Scenario.logits(tapped, first))).isZero();
      assertThat(difference(reference, Scenario.logits(tapped, second))).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void controlVectorEndsWhenCleared(NativeBuild build) {
    Model model = Fixtures.model(build);
    int[] prompt = Scenario.prompt(model);
    try (Context context = Context.create(model, OPTIONS)) {
      float[] before = Scenario.decode(context, 0, prompt);
      context.setControlVector(ControlVector.of(model, Map.of(2, Scenario.vector(model, 1, 3))));
      float[] during = Scenario.decode(context, 1, prompt);
      context.setControlVector(null);
      float[] after = Scenario.decode(context, 2, prompt);
      assertThat(difference(before, during)).isGreaterThan(1);
      assertThat(difference(before, after)).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void steersAPromptLongerThanTheMicroBatch(NativeBuild build) {
    Model model = Fixtures.model(build);
    int[] prompt = Scenario.prompt(model, 150);
    float[] vector = Scenario.vector(model, 2, 3);
    ContextOptions small = OPTIONS.withBatch(256, 64);
    try (Context plain = Context.create(model, small);
        Context tapped = Context.create(model, small.withTap(true))) {
      plain.setControlVector(ControlVector.of(model, Map.of(5, vector, model.layers(), vector)));
      float[] reference = Scenario.decode(plain, 0, prompt);

      Batch batch = tapped.newBatch();
      TapPlan plan = tapped.newTapPlan();
      int last = Scenario.add(tapped, batch, 0, prompt);
      plan.steer(5, 0, last + 1, vector, 1);
      plan.steer(model.layers(), 0, last + 1, vector, 1);
      tapped.decode(batch, plan);
      assertThat(difference(reference, Scenario.logits(tapped, last))).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void steersOnlyTheRowsOfALaterMicroBatch(NativeBuild build) {
    Model model = Fixtures.model(build);
    int[] prompt = Scenario.prompt(model, 150);
    float[] vector = Scenario.vector(model, 3, 3);
    ContextOptions small = OPTIONS.withBatch(256, 64).withTap(true);
    try (Context context = Context.create(model, small)) {
      Batch batch = context.newBatch();
      for (int row = 0; row < prompt.length; row++) {
        batch.add(prompt[row], row, 0, row == 60 || row == 129 || row == 149);
      }
      context.decode(batch);
      float[] at60 = Scenario.logits(context, 60);
      float[] at129 = Scenario.logits(context, 129);
      float[] at149 = Scenario.logits(context, 149);

      context.memory().clear();
      TapPlan plan = context.newTapPlan();
      plan.steer(8, 130, 1, vector, 1);
      context.decode(batch, plan);
      assertThat(difference(at60, Scenario.logits(context, 60))).isZero();
      assertThat(difference(at129, Scenario.logits(context, 129))).isZero();
      assertThat(difference(at149, Scenario.logits(context, 149))).isGreaterThan(0.01f);

      context.memory().clear();
      plan.clear();
      plan.steer(model.layers(), 129, 1, vector, 1);
      context.decode(batch, plan);
      assertThat(difference(at60, Scenario.logits(context, 60))).isZero();
      assertThat(difference(at129, Scenario.logits(context, 129))).isGreaterThan(0.01f);
      assertThat(difference(at149, Scenario.logits(context, 149))).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void readsWhatSteeringAdds(NativeBuild build) {
    Model model = Fixtures.model(build);
    int[] prompt = Scenario.prompt(model, 100);
    float[] vector = Scenario.vector(model, 4, 1);
    try (Context context = Context.create(model, OPTIONS.withBatch(128, 64).withTap(true))) {
      Batch batch = context.newBatch();
      int last = Scenario.add(context, batch, 0, prompt);
      TapPlan plan = context.newTapPlan();
      double[] plain = new double[model.width()];
      double[] lastLayer = new double[model.width()];
      plan.sum(7, 90, 1, plain);
      plan.sum(model.layers(), last, 1, lastLayer);
      context.decode(batch, plan);
      assertThat(plain).isNotEqualTo(new double[model.width()]);
      assertThat(lastLayer).isNotEqualTo(new double[model.width()]);

      context.memory().clear();
      plan.clear();
      double[] zero = new double[model.width()];
      double[] steered = new double[model.width()];
      double[] neighbour = new double[model.width()];
      plan.steer(7, 90, 1, vector, 0);
      plan.sum(7, 90, 1, zero);
      context.decode(batch, plan);
      assertThat(zero).isEqualTo(plain);

      context.memory().clear();
      plan.clear();
      plan.steer(7, 90, 1, vector, 2);
      plan.steer(7, 90, 1, vector, -0.5f);
      plan.sum(7, 90, 1, steered);
      plan.sum(7, 89, 1, neighbour);
      context.decode(batch, plan);
      for (int i = 0; i < steered.length; i++) {
        assertThat(steered[i]).isEqualTo((float) plain[i] + 2 * vector[i] + -0.5f * vector[i]);
      }
      assertThat(neighbour).isNotEqualTo(plain);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aGateOpensForRowsLikeItsDirection(NativeBuild build) {
    Model model = Fixtures.model(build);
    int[] prompt = Scenario.prompt(model, 100);
    float[] vector = Scenario.vector(model, 6, 1);
    try (Context context = Context.create(model, OPTIONS.withBatch(128, 64).withTap(true))) {
      Batch batch = context.newBatch();
      Scenario.add(context, batch, 0, prompt);
      TapPlan plan = context.newTapPlan();
      double[] like = new double[model.width()];
      plan.sum(9, 70, 1, like);
      context.decode(batch, plan);
      float[] direction = new float[like.length];
      for (int i = 0; i < like.length; i++) {
        direction[i] = (float) like[i];
      }

      context.memory().clear();
      plan.clear();
      TapPlan.Gate gate = plan.gate(9, 0, 100, direction, 1 - 1e-9);
      List<Integer> rows = new ArrayList<>();
      double[] ratio = new double[1];
      plan.steer(
          9,
          0,
          100,
          vector,
          2,
          gate,
          (row, added, before) -> {
            rows.add(row);
            ratio[0] = added / before;
          });
      context.decode(batch, plan);
      assertThat(rows).containsExactly(70);
      assertThat(ratio[0]).isCloseTo(2 * norm(vector) / norm(direction), within(1e-6));

      context.memory().clear();
      plan.clear();
      rows.clear();
      TapPlan.Gate open = plan.gate(9, 10, 60, direction, -1);
      plan.steer(20, 0, 100, vector, 2, open, (row, added, before) -> rows.add(row));
      context.decode(batch, plan);
      assertThat(rows).hasSize(60).startsWith(10).endsWith(69);
    }
  }

  private static double norm(float[] vector) {
    double sum = 0;
    for (float x : vector) {
      sum += (double) x * x;
    }
    return Math.sqrt(sum);
  }

  @ParameterizedTest
  @EnumSource
  void registeredButIdleChangesNothing(NativeBuild build) {
    Model model = Fixtures.model(build);
    int[] prompt = Scenario.prompt(model, 40);
    try (Context plain = Context.create(model, OPTIONS);
        Context tapped = Context.create(model, OPTIONS.withTap(true))) {
      assertThat(Scenario.decode(tapped, 0, prompt)).isEqualTo(Scenario.decode(plain, 0, prompt));
    }
  }

  @ParameterizedTest
  @EnumSource
  void refusesPlansThatDoNotFit(NativeBuild build) {
    Model model = Fixtures.model(build);
    float[] vector = Scenario.vector(model, 5, 1);
    try (Context plain = Context.create(model, OPTIONS);
        Context tapped = Context.create(model, OPTIONS.withTap(true))) {
      TapPlan plan = tapped.newTapPlan();
      assertThatThrownBy(() -> plan.steer(0, 0, 1, vector, 1)).hasMessageContaining("layer");
      assertThatThrownBy(() -> plan.steer(model.layers() + 1, 0, 1, vector, 1))
          .hasMessageContaining("layer must be at least 1 and at most 30, given 31");
      assertThatThrownBy(() -> plan.steer(1, 0, 1, new float[3], 1)).hasMessageContaining("576");
      assertThatThrownBy(() -> plan.steer(1, 0, 1, vector, Float.NaN)).hasMessageContaining("NaN");
      assertThatThrownBy(() -> plan.steer(1, 0, 0, vector, 1)).hasMessageContaining("rows");
      assertThatThrownBy(() -> plan.gate(1, 0, 1, vector, 1.5)).hasMessageContaining("1.5");
      TapPlan.Gate late = plan.gate(4, 0, 1, vector, 0);
      assertThatThrownBy(() -> plan.steer(3, 0, 1, vector, 1, late, null))
          .hasMessageContaining("layer 3 or earlier, given one in 4");
      plan.clear();

      plan.steer(3, 5, 3, vector, 1);
      Batch batch = tapped.newBatch();
      Scenario.add(tapped, batch, 0, 1, 2, 3);
      assertThatThrownBy(() -> tapped.decode(batch, plan))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("below the batch's 3, given 7");
      plan.clear();
      plan.sum(model.layers(), 0, 1, new double[model.width()]);
      assertThatThrownBy(() -> tapped.decode(batch, plan)).hasMessageContaining("has no output");
      assertThat(tapped.memory().length(0)).isZero();

      Batch other = plain.newBatch();
      Scenario.add(plain, other, 0, 1, 2, 3);
      TapPlan fits = plain.newTapPlan();
      fits.steer(3, 1, 1, vector, 1);
      assertThatThrownBy(() -> plain.decode(other, fits)).hasMessageContaining("without a tap");
      assertThatThrownBy(() -> plain.decode(batch)).hasMessageContaining("another context");
    }
  }
}
