package dev.drover.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.llama.Fixtures.NativeBuild;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LoraTest {
  private static final int RANK = 4;

  @TempDir Path folder;

  /** An adapter of the first block's query projection, small and random. */
  private static GgufWriter adapter(String architecture, int width) {
    Random random = new Random(7);
    return new GgufWriter()
        .text("general.type", "adapter")
        .text("general.architecture", architecture)
        .text("adapter.type", "lora")
        .f32("adapter.lora.alpha", 8)
        .random(random, 0.5, "blk.0.attn_q.weight.lora_a", width, RANK)
        .random(random, 0.5, "blk.0.attn_q.weight.lora_b", RANK, width);
  }

  @ParameterizedTest
  @EnumSource
  void changesTheModelByItsScale(NativeBuild build) {
    Model model = Fixtures.model(build);
    Path file = adapter("llama", model.width()).write(folder.resolve("a.gguf"));
    try (Context context =
            Context.create(model, Scenario.OPTIONS.withMemory(256, 1).withBatch(64, 64));
        Lora lora = Lora.load(model, file)) {
      int[] prompt = Scenario.prompt(model, 16);
      float[] plain = Scenario.decode(context, 0, prompt);
      context.setLoras(Map.of(lora, 1f));
      context.memory().clear();
      float[] adapted = Scenario.decode(context, 0, prompt);
      assertThat(Scenario.difference(plain, adapted)).isGreaterThan(0.05f);
      assertThatThrownBy(lora::close).isInstanceOf(IllegalStateException.class);
      context.setLoras(Map.of(lora, 0f));
      context.memory().clear();
      assertThat(Scenario.difference(plain, Scenario.decode(context, 0, prompt))).isZero();
      context.setLoras(Map.of());
    }
  }

  @ParameterizedTest
  @EnumSource
  void anAdapterForAnotherModelIsRefused(NativeBuild build) {
    Model model = Fixtures.model(build);
    Path other = adapter("gemma", model.width()).write(folder.resolve("b.gguf"));
    assertThatThrownBy(() -> Lora.load(model, other))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("general.architecture must be llama, given gemma");
    Path narrow = adapter("llama", 8).write(folder.resolve("c.gguf"));
    assertThatThrownBy(() -> Lora.load(model, narrow)).isInstanceOf(ModelException.class);
  }
}
