package dev.drover.llama;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.llama.Fixtures.NativeBuild;
import dev.drover.llama.gguf.GgufFile;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TinyModelsTest {
  @TempDir Path folder;

  @Test
  void readsWhatTheWriterWrote() {
    GgufWriter writer = TinyModels.llama();
    GgufFile file = GgufFile.read(writer.write(folder.resolve("m.gguf")));
    assertThat(file.architecture()).isEqualTo("llama");
    assertThat(file.tensors()).hasSameSizeAs(writer.tensors);
    assertThat(file.metadata().keySet()).isEqualTo(writer.metadata.keySet());
  }

  @Test
  void readsTheTestModel() {
    GgufFile file = GgufFile.read(Fixtures.modelFile());
    assertThat(file.integer("llama.block_count")).hasValue(30);
    assertThat(file.tensor("token_embd.weight").orElseThrow().extent(1)).isEqualTo(49152);
  }

  private void kind(NativeBuild build, GgufWriter writer, MemoryKind kind) {
    Path path = writer.write(folder.resolve("m.gguf"));
    try (Model model = Model.load(Fixtures.llama(build), path, ModelOptions.defaults())) {
      assertThat(model.memoryKind()).isEqualTo(kind);
      int sequences = build == NativeBuild.EMBEDDED && kind == MemoryKind.RECURRENT ? 1 : 4;
      try (Context context =
          Context.create(model, Scenario.OPTIONS.withMemory(256, sequences).withBatch(64, 64))) {
        int[] prompt = model.vocabulary().tokenize("hello abc and more", true, false);
        float[] alone = Scenario.decode(context, 0, prompt);
        context.memory().remove(0);
        float[] again = Scenario.decode(context, sequences - 1, prompt);
        assertThat(Scenario.difference(again, alone)).isLessThan(1e-4f);
        assertThat(alone[0]).isFinite();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void llama(NativeBuild build) {
    kind(build, TinyModels.llama(), MemoryKind.FULL);
    kind(build, TinyModels.llamaWithSentencePieces(), MemoryKind.FULL);
  }

  @ParameterizedTest
  @EnumSource
  void gemma(NativeBuild build) {
    kind(build, TinyModels.gemma(), MemoryKind.SLIDING_WINDOW);
  }

  @ParameterizedTest
  @EnumSource
  void mamba(NativeBuild build) {
    kind(build, TinyModels.mamba(), MemoryKind.RECURRENT);
  }
}
