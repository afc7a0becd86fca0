package dev.drover.llama;

import static dev.drover.llama.Scenario.difference;
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
  private static final ContextOptions OPTIONS =
      Scenario.OPTIONS.withMemory(256, 4).withBatch(128, 128);
  private static final int RANK = 4;

  @TempDir Path folder;

  private static GgufWriter adapter(Model model, String name, int width) {
    Random random = new Random(9);
    GgufWriter w = new GgufWriter();
    w.text("general.architecture", model.architecture());
    w.text("general.type", "adapter");
    w.text("adapter.type", "lora");
    w.f32("adapter.lora.alpha", 8);
    w.random(random, 0.05, name + ".lora_a", width, RANK);
    w.random(random, 0.05, name + ".lora_b", RANK, model.width());
    return w;
  }

  @ParameterizedTest
  @EnumSource
  void changesLogitsInProportion(NativeBuild build) {
    Model model = Fixtures.model(build);
    int[] prompt = Scenario.prompt(model);
    Path path =
        adapter(model, "blk.3.attn_q.weight", model.width()).write(folder.resolve("a.gguf"));
    try (Lora lora = Lora.load(model, path);
        Context context = Context.create(model, OPTIONS)) {
      float[] without = Scenario.decode(context, 0, prompt);
      context.setLoras(Map.of(lora, 1f));
      context.memory().clear();
      float[] with = Scenario.decode(context, 0, prompt);
      assertThat(difference(without, with)).isGreaterThan(0.01f);

      assertThatThrownBy(lora::close)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("in use by 1");

      context.setLoras(Map.of(lora, 0f));
      context.memory().clear();
      assertThat(Scenario.decode(context, 0, prompt)).isEqualTo(without);
      context.setLoras(Map.of(lora, 1f));
      context.memory().clear();
      assertThat(Scenario.decode(context, 0, prompt)).isEqualTo(with);
      context.setLoras(Map.of());
      context.memory().clear();
      assertThat(Scenario.decode(context, 0, prompt)).isEqualTo(without);
      lora.close();
      assertThatThrownBy(() -> context.setLoras(Map.of(lora, 1f))).hasMessageContaining("closed");
      assertThatThrownBy(() -> context.setLoras(Map.of(lora, Float.NaN)))
          .hasMessageContaining("finite");
    }
  }

  @ParameterizedTest
  @EnumSource
  void refusesForeignAndDamagedAdapters(NativeBuild build) {
    Model model = Fixtures.model(build);
    refuse(model, adapter(model, "blk.3.attn_q.weight", 7), "incorrect shape");
    refuse(model, adapter(model, "blk.99.attn_q.weight", model.width()), "does not exist");
    String good = "blk.3.attn_q.weight";
    refuse(model, adapter(model, good, model.width()).text("adapter.type", "x"), "adapter.type");
    refuse(model, adapter(model, good, model.width()).u32("general.type", 1), "general.type");
    refuse(model, adapter(model, good, model.width()).u32("adapter.lora.alpha", 1), "alpha");
    refuse(
        model,
        adapter(model, good, model.width()).text("general.architecture", "gemma3"),
        "general.architecture must be llama, given gemma3");
    GgufWriter half = adapter(model, good, model.width());
    half.tensors.removeLast();
    refuse(model, half, "missing");
    byte[] bytes = adapter(model, good, model.width()).bytes();
    GgufWriter renamed = adapter(model, "x", model.width());
    renamed.constant(1, "blk.0.attn_norm", 4);
    refuse(model, renamed, "must be named");
    assertThat(bytes.length).isGreaterThan(100);
    assertThatThrownBy(() -> Lora.load(model, folder.resolve("nothing.gguf")))
        .isInstanceOf(ModelException.class);
    assertThatThrownBy(() -> Lora.load(model, Fixtures.modelFile()))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("general.type must be adapter");
  }

  private void refuse(Model model, GgufWriter writer, String reason) {
    Path path = writer.write(folder.resolve("bad.gguf"));
    assertThatThrownBy(() -> Lora.load(model, path))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining(reason);
  }
}
