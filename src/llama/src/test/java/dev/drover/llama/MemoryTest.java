package dev.drover.llama;

import static dev.drover.llama.Scenario.difference;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.llama.Fixtures.NativeBuild;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MemoryTest {
  private static final ContextOptions OPTIONS =
      Scenario.OPTIONS.withMemory(512, 4).withBatch(128, 128);

  private static void agrees(Context context) {
    for (int sequence = 0; sequence < 4; sequence++) {
      int last = context.memory().nativeLastPosition(sequence);
      // b4916 says 0 for an empty sequence, too
      boolean empty = context.memory().length(sequence) == 0 && last <= 0;
      assertThat(empty || last == context.memory().lastPosition(sequence)).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRemovedTailIsForgotten(NativeBuild build) {
    Model model = Fixtures.model(build);
    int[] prompt = Scenario.prompt(model);
    try (Context context = Context.create(model, OPTIONS)) {
      float[] first = Scenario.decode(context, 0, prompt);
      Scenario.decode(context, 0, 11, 22, 33);
      assertThat(context.memory().canRemoveTail(0, prompt.length - 1)).isTrue();
      assertThat(context.memory().removeTail(0, prompt.length - 1)).isTrue();
      agrees(context);
      float[] again = Scenario.decode(context, 0, prompt[prompt.length - 1]);
      assertThat(difference(first, again)).isLessThan(0.5f);
      assertThat(Scenario.best(again)).isEqualTo(Scenario.best(first));
      context.memory().remove(0);
      assertThat(context.memory().length(0)).isZero();
      agrees(context);
      assertThat(context.memory().removeTail(0, 0)).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCopiedPrefixContinuesLikeTheOriginal(NativeBuild build) {
    Model model = Fixtures.model(build);
    int[] prompt = Scenario.prompt(model);
    try (Context context = Context.create(model, OPTIONS)) {
      Scenario.decode(context, 0, prompt);
      assertThat(context.memory().copyPrefix(0, 1, prompt.length)).isTrue();
      assertThat(context.memory().copyPrefix(0, 2, 5)).isTrue();
      agrees(context);
      float[] original = Scenario.decode(context, 0, 100);
      float[] copy = Scenario.decode(context, 1, 100);
      assertThat(difference(original, copy)).isLessThan(1e-3f);
      float[] rest = Scenario.decode(context, 2, Arrays.copyOfRange(prompt, 5, prompt.length));
      context.memory().remove(0);
      agrees(context);
      float[] whole = Scenario.decode(context, 0, prompt);
      assertThat(difference(rest, whole)).isLessThan(0.5f);
      context.memory().keep(2);
      assertThat(context.memory().length(1)).isZero();
      assertThat(context.memory().length(2)).isEqualTo(prompt.length);
      agrees(context);
      context.memory().clear();
      agrees(context);
    }
  }

  @ParameterizedTest
  @EnumSource
  void discardingMovesLaterPositionsDown(NativeBuild build) {
    Model model = Fixtures.model(build);
    int[] prompt = Scenario.prompt(model, 60);
    try (Context context = Context.create(model, OPTIONS)) {
      Scenario.decode(context, 0, prompt);
      assertThat(context.memory().canDiscard()).isTrue();
      assertThat(context.memory().discard(0, 4, 20)).isTrue();
      assertThat(context.memory().length(0)).isEqualTo(40);
      agrees(context);
      float[] shifted = Scenario.decode(context, 0, 55);
      agrees(context);
      assertThat(shifted[0]).isFinite();
      assertThat(context.memory().discard(0, 30, 11)).isTrue();
      agrees(context);
      Scenario.decode(context, 0, 56);
      assertThatThrownBy(() -> context.memory().discard(0, 20, 100))
          .hasMessageContaining("must lie inside 0 to 31");
    }
  }

  @ParameterizedTest
  @EnumSource
  void refusesWhatMakesNoSense(NativeBuild build) {
    Model model = Fixtures.model(build);
    try (Context context = Context.create(model, OPTIONS)) {
      Memory memory = context.memory();
      Scenario.decode(context, 0, 1, 2, 3);
      Scenario.decode(context, 1, 1, 2);
      assertThatThrownBy(() -> memory.copyPrefix(0, 1, 2)).hasMessageContaining("not empty");
      assertThatThrownBy(() -> memory.copyPrefix(0, 0, 2)).hasMessageContaining("both 0");
      assertThatThrownBy(() -> memory.copyPrefix(0, 2, 4)).hasMessageContaining("at most 3");
      for (int bad : new int[] {-1, 4, 1000}) {
        assertThatThrownBy(() -> memory.length(bad)).hasMessageContaining("below 4, given " + bad);
        assertThatThrownBy(() -> memory.remove(bad)).hasMessageContaining("below 4");
        assertThatThrownBy(() -> memory.removeTail(bad, 0)).hasMessageContaining("below 4");
        assertThatThrownBy(() -> memory.keep(bad)).hasMessageContaining("below 4");
        assertThatThrownBy(() -> memory.copyPrefix(0, bad, 1)).hasMessageContaining("below 4");
      }
      assertThatThrownBy(() -> memory.removeTail(0, -1)).hasMessageContaining("negative");
      agrees(context);
    }
  }

  /** A full memory refuses a batch, changes nothing, and takes it once there is room. */
  @ParameterizedTest
  @EnumSource
  void aFullMemorySaysSo(NativeBuild build) {
    Model model = Fixtures.model(build);
    try (Context context =
        Context.create(model, Scenario.OPTIONS.withMemory(256, 4).withBatch(128, 32))) {
      Scenario.decode(context, 0, Scenario.prompt(model, 100));
      Scenario.decode(context, 1, Scenario.prompt(model, 100));
      Batch batch = context.newBatch();
      Scenario.add(context, batch, 2, Scenario.prompt(model, 100));
      assertThatThrownBy(() -> context.decode(batch))
          .isInstanceOfSatisfying(
              DecodeException.class,
              e -> assertThat(e.reason()).isEqualTo(DecodeException.Reason.NO_SPACE))
          .hasMessage("The memory has no room for a batch of 100 tokens");
      assertThat(context.memory().length(2)).isZero();
      agrees(context);
      context.memory().remove(0);
      context.decode(batch);
      agrees(context);
    }
  }

  /** Free cells between used ones are room, too, for both libraries. */
  @ParameterizedTest
  @EnumSource
  void scatteredCellsAreRoom(NativeBuild build) {
    Model model = Fixtures.model(build);
    try (Context context =
        Context.create(model, Scenario.OPTIONS.withMemory(256, 32).withBatch(128, 128))) {
      for (int sequence = 0; sequence < 32; sequence++) {
        Scenario.decode(context, sequence, Scenario.prompt(model, 8));
      }
      for (int sequence = 0; sequence < 32; sequence += 2) {
        context.memory().remove(sequence);
      }
      float[] late = Scenario.decode(context, 0, Scenario.prompt(model, 100));
      context.memory().clear();
      float[] alone = Scenario.decode(context, 0, Scenario.prompt(model, 100));
      assertThat(Scenario.best(late)).isEqualTo(Scenario.best(alone));
      assertThat(difference(late, alone)).isLessThan(1.5f); // another order of summation
    }
  }
}
