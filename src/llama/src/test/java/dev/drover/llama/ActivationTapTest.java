package dev.drover.llama;

import static dev.drover.llama.Scenario.difference;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.llama.Fixtures.NativeBuild;
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
      for (int row = first + 1; row <= second; row++) {
        plan.steer(layer, row, vector, 1);
      }
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
      for (int row = 0; row <= last; row++) {
        plan.steer(5, row, vector, 1);
        plan.steer(model.layers(), row, vector, 1);
      }
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
      plan.steer(8, 130, vector, 1);
      context.decode(batch, plan);
      assertThat(difference(at60, Scenario.logits(context, 60))).isZero();
      assertThat(difference(at129, Scenario.logits(context, 129))).isZero();
      assertThat(difference(at149, Scenario.logits(context, 149))).isGreaterThan(0.01f);

      context.memory().clear();
      plan.clear();
      plan.steer(model.layers(), 129, vector, 1);
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
      float[] plain = new float[model.width()];
      float[] lastLayer = new float[model.width()];
      plan.read(7, 90, plain);
      plan.read(model.layers(), last, lastLayer);
      context.decode(batch, plan);
      assertThat(plain).isNotEqualTo(new float[model.width()]);
      assertThat(lastLayer).isNotEqualTo(new float[model.width()]);

      context.memory().clear();
      plan.clear();
      float[] zero = new float[model.width()];
      float[] steered = new float[model.width()];
      float[] neighbour = new float[model.width()];
      plan.steer(7, 90, vector, 0);
      plan.read(7, 90, zero);
      context.decode(batch, plan);
      assertThat(zero).isEqualTo(plain);

      context.memory().clear();
      plan.clear();
      plan.steer(7, 90, vector, 2);
      plan.steer(7, 90, vector, -0.5f);
      plan.read(7, 90, steered);
      plan.read(7, 89, neighbour);
      context.decode(batch, plan);
      for (int i = 0; i < steered.length; i++) {
        assertThat(steered[i]).isEqualTo(plain[i] + 2 * vector[i] + -0.5f * vector[i]);
      }
      assertThat(neighbour).isNotEqualTo(plain);
    }
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
      assertThatThrownBy(() -> plan.steer(0, 0, vector, 1)).hasMessageContaining("layer");
      assertThatThrownBy(() -> plan.steer(model.layers() + 1, 0, vector, 1))
          .hasMessageContaining("layer must be at least 1 and at most 30, given 31");
      assertThatThrownBy(() -> plan.steer(1, 0, new float[3], 1)).hasMessageContaining("576");
      assertThatThrownBy(() -> plan.steer(1, 0, vector, Float.NaN)).hasMessageContaining("NaN");

      plan.steer(3, 7, vector, 1);
      Batch batch = tapped.newBatch();
      Scenario.add(tapped, batch, 0, 1, 2, 3);
      assertThatThrownBy(() -> tapped.decode(batch, plan))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("below the batch's 3, given 7");
      plan.clear();
      plan.read(model.layers(), 0, vector);
      assertThatThrownBy(() -> tapped.decode(batch, plan)).hasMessageContaining("has no output");
      assertThat(tapped.memory().length(0)).isZero();

      Batch other = plain.newBatch();
      Scenario.add(plain, other, 0, 1, 2, 3);
      TapPlan fits = plain.newTapPlan();
      fits.steer(3, 1, vector, 1);
      assertThatThrownBy(() -> plain.decode(other, fits)).hasMessageContaining("without a tap");
      assertThatThrownBy(() -> plain.decode(batch)).hasMessageContaining("another context");
    }
  }
}
