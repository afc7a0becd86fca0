package dev.drover.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.llama.Fixtures.NativeBuild;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SequenceStateTest {
  private static final ContextOptions OPTIONS =
      Scenario.OPTIONS.withMemory(256, 4).withBatch(128, 128);

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void continuesInAnotherContextAsIfNothingHappened(NativeBuild build) {
    Model model = Fixtures.model(build);
    int[] prompt = Scenario.prompt(model);
    try (Context first = Context.create(model, OPTIONS);
        Context second = Context.create(model, OPTIONS)) {
      Scenario.decode(first, 1, prompt);
      SequenceState state = SequenceState.save(first, 1);
      float[] expected = Scenario.decode(first, 1, 77);

      assertThat(state.length()).isEqualTo(prompt.length);
      SequenceState.of(state.toBytes()).restore(second, 0);
      assertThat(second.memory().length(0)).isEqualTo(prompt.length);
      assertThat(second.memory().nativeLastPosition(0)).isEqualTo(prompt.length - 1);
      assertThat(Scenario.decode(second, 0, 77)).isEqualTo(expected);

      Path file = folder.resolve("state");
      state.write(file);
      second.memory().clear();
      SequenceState.read(file).restore(second, 2);
      assertThat(Scenario.decode(second, 2, 77)).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @EnumSource
  void refusesDamagedAndForeignStates(NativeBuild build) {
    Model model = Fixtures.model(build);
    try (Context context = Context.create(model, OPTIONS)) {
      Scenario.decode(context, 0, 1, 2, 3);
      byte[] bytes = SequenceState.save(context, 0).toBytes();
      for (int i = 0; i < 60; i++) {
        byte[] damaged = bytes.clone();
        int at = i < 40 ? i * 3 : (int) ((long) i * bytes.length / 60);
        damaged[at] ^= 0x10;
        assertThatThrownBy(
                () -> {
                  SequenceState state = SequenceState.of(damaged);
                  state.restore(context, 1);
                  if (state.length() != 3) {
                    throw new LlamaException("length");
                  }
                })
            .isInstanceOf(RuntimeException.class);
        context.memory().remove(1);
      }
      assertThatThrownBy(() -> SequenceState.of(java.util.Arrays.copyOf(bytes, 200)))
          .hasMessageContaining("incomplete");
      assertThatThrownBy(() -> SequenceState.of(new byte[3])).hasMessageContaining("too short");
      SequenceState good = SequenceState.of(bytes);
      assertThatThrownBy(() -> good.restore(context, 0)).hasMessageContaining("not empty");
      assertThatThrownBy(() -> SequenceState.save(context, 2)).hasMessageContaining("empty");
      Path tiny = TinyModels.llama().write(folder.resolve("m.gguf"));
      try (Model other = Model.load(Fixtures.llama(build), tiny, ModelOptions.defaults());
          Context elsewhere = Context.create(other, OPTIONS)) {
        assertThatThrownBy(() -> good.restore(elsewhere, 0))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("does not fit");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void saysWhenThereIsNoRoom(NativeBuild build) {
    Model model = Fixtures.model(build);
    try (Context large = Context.create(model, OPTIONS.withMemory(1024, 2));
        Context small = Context.create(model, OPTIONS.withMemory(256, 2))) {
      for (int i = 0; i < 3; i++) {
        Scenario.decode(large, 0, Scenario.prompt(model, 120));
      }
      SequenceState state = SequenceState.save(large, 0);
      assertThatThrownBy(() -> state.restore(small, 1))
          .isInstanceOf(DecodeException.class)
          .hasMessage("The memory has no room for a state of 360 positions");
      assertThat(small.memory().nativeLastPosition(1)).isLessThanOrEqualTo(0);
      Scenario.decode(small, 1, 1, 2, 3);
    }
  }
}
