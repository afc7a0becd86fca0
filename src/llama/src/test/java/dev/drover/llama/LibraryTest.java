package dev.drover.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.llama.Fixtures.NativeBuild;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Finding, recognising and refusing libraries, and what a machine must have for a model. */
class LibraryTest {
  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void tellsWhatItIs(NativeBuild build) {
    Llama llama = Fixtures.llama(build);
    assertThat(llama.version()).startsWith(build == NativeBuild.MODERN ? "v0.5" : "b4916");
    assertThat(llama.systemInfo()).contains("CPU");
    assertThat(llama.devices()).anyMatch(d -> d.type() == Device.Type.CPU);
    assertThat(Llama.load(llama.origin())).isSameAs(llama);
    assertThat(Signatures.downcalls()).hasSizeGreaterThan(30);
  }

  @ParameterizedTest
  @EnumSource
  void aFieldWithAnUnknownDefaultIsAnotherLayout(NativeBuild build) {
    Llama llama = Fixtures.llama(build);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment params = llama.defaultContextParams(arena);
      params.set(ValueLayout.JAVA_INT, 12, 4);
      assertThatThrownBy(() -> llama.abi().confirmContextParams(params))
          .isInstanceOf(LibraryException.class)
          .hasMessageContaining("default of n_seq_max is 4 where 1 was expected");
      LlamaAbi other = llama.abi() == LlamaAbi.V0_5 ? LlamaAbi.B4916 : LlamaAbi.V0_5;
      MemorySegment wide = arena.allocate(4096).copyFrom(llama.defaultContextParams(arena));
      assertThatThrownBy(() -> other.confirmContextParams(wide))
          .isInstanceOf(LibraryException.class);
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void refusesWhatIsNoLlama() throws IOException {
    Path libm = systemLibrary("libm.so.6");
    assertThatThrownBy(() -> Llama.load(libm))
        .isInstanceOf(LibraryException.class)
        .hasMessageContaining("is no llama.cpp library: it lacks llama_decode");
    Path text = Files.writeString(folder.resolve("libllama.so"), "not a library");
    assertThatThrownBy(() -> Llama.load(text))
        .isInstanceOf(LibraryException.class)
        .hasMessageContaining("file too short");
    assertThatThrownBy(() -> Llama.load(folder.resolve("nothing")))
        .hasMessageContaining("No such library or directory");
    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertThatThrownBy(() -> Llama.load(empty)).hasMessageContaining("No llama.cpp library in");
  }

  private static Path systemLibrary(String name) {
    return List.of("/lib/x86_64-linux-gnu/", "/lib/aarch64-linux-gnu/", "/lib64/", "/usr/lib/")
        .stream()
        .map(directory -> Path.of(directory + name))
        .filter(Files::exists)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void refusesALibraryForAnotherProcessor() {
    Set<String> present =
        CpuFeatures.parse(List.of("processor : 0", "flags\t\t: fpu sse4_2 avx")).orElseThrow();
    assertThat(present).containsExactlyInAnyOrder("fpu", "sse4_2", "avx");
    CpuFeatures.require(List.of("avx"), present, "lib");
    assertThatThrownBy(() -> CpuFeatures.require(List.of("avx", "avx2", "fma"), present, "lib"))
        .isInstanceOf(LibraryException.class)
        .hasMessageContaining("lib is compiled for processor features that this machine lacks:")
        .hasMessageContaining("avx2, fma");
  }

  @Test
  void countsTheMemoryOfItsControlGroup() throws IOException {
    Path proc = Files.createDirectories(folder.resolve("proc"));
    Files.writeString(
        proc.resolve("meminfo"), "MemTotal:  2000 kB\nMemFree: 5 kB\nMemAvailable:  1500 kB\n");
    assertThat(AvailableMemory.read(folder))
        .isEqualTo(new AvailableMemory(1500L << 10, 2000L << 10));
    Path group = Files.createDirectories(folder.resolve("sys/fs/cgroup"));
    Files.writeString(group.resolve("memory.max"), "max\n");
    assertThat(AvailableMemory.read(folder).total()).isEqualTo(2000L << 10);
    Files.writeString(group.resolve("memory.max"), "1024000\n");
    Files.writeString(group.resolve("memory.current"), "500000\n");
    Files.writeString(group.resolve("memory.stat"), "anon 1\ninactive_file 100000\n");
    assertThat(AvailableMemory.read(folder)).isEqualTo(new AvailableMemory(624_000, 1_024_000));
    AvailableMemory memory = new AvailableMemory(10 << 20, 20 << 20);
    memory.require("It", 15 << 20, true);
    assertThatThrownBy(() -> memory.require("It", 15 << 20, false))
        .isInstanceOf(ModelException.class)
        .hasMessage("It needs 15 MiB of memory, but this process may use 10 MiB at the moment");
    assertThatThrownBy(() -> memory.require("It", 30 << 20, true)).hasMessageContaining("in all");
  }

  /** The file is sparse: it claims more weights than any machine has. */
  @ParameterizedTest
  @EnumSource
  void refusesAModelThatIsTooLarge(NativeBuild build) throws IOException {
    GgufWriter writer = TinyModels.llama();
    long[] shape = {TinyModels.WIDTH, 1L << 36};
    writer.tensors.add(
        new GgufWriter.Tensor("x", dev.drover.llama.gguf.TensorType.F32, shape, new byte[0]));
    Path path = writer.write(folder.resolve("m.gguf"));
    try (var file = new java.io.RandomAccessFile(path.toFile(), "rw")) {
      file.setLength(8L << 40);
    } catch (IOException e) {
      org.junit.jupiter.api.Assumptions.abort("no sparse files of this size here");
    }
    Files.size(path);
    assertThatThrownBy(() -> Model.load(Fixtures.llama(build), path, ModelOptions.defaults()))
        .isInstanceOf(ModelException.class)
        .hasMessageMatching("(?s).*(needs \\d+ MiB of memory|ends beyond the file).*");
  }

  @ParameterizedTest
  @EnumSource
  void aListenerMayCancelOrFail(NativeBuild build) {
    Path path = TinyModels.llama().write(folder.resolve("m.gguf"));
    Llama llama = Fixtures.llama(build);
    AtomicInteger calls = new AtomicInteger();
    ModelOptions counting =
        ModelOptions.defaults()
            .withProgress(p -> {
              assertThat(p).isBetween(0.0, 1.0);
              return calls.incrementAndGet() > 0;
            });
    Model.load(llama, path, counting).close();
    assertThat(calls).hasPositiveValue();
    assertThatThrownBy(
            () -> Model.load(llama, path, ModelOptions.defaults().withProgress(p -> false)))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("was cancelled");
    ModelOptions failing =
        ModelOptions.defaults()
            .withProgress(p -> {
              throw new IllegalStateException("listener");
            });
    assertThatThrownBy(() -> Model.load(llama, path, failing))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("listener");
  }

  @ParameterizedTest
  @EnumSource
  void describesAModel(NativeBuild build) {
    Model model = Fixtures.model(build);
    assertThat(model.architecture()).isEqualTo("llama");
    assertThat(model.layers()).isEqualTo(30);
    assertThat(model.width()).isEqualTo(576);
    assertThat(model.heads()).isEqualTo(9);
    assertThat(model.keyValueHeads()).isEqualTo(3);
    assertThat(model.trainedContext()).isEqualTo(8192);
    assertThat(model.parameters()).isBetween(134_000_000L, 163_000_000L);
    assertThat(model.sizeBytes()).isBetween(80_000_000L, 100_000_000L);
    assertThat(model.chatTemplate().orElseThrow()).contains("<|im_start|>");
    assertThat(model.chatTemplate("tool_use")).isEmpty();
    assertThat(model.fingerprint()).hasSize(32);
    assertThat(Fixtures.model(NativeBuild.EMBEDDED).fingerprint()).isEqualTo(model.fingerprint());
  }

  /** It is computed late, and must not be that of a file which took the model's place. */
  @ParameterizedTest
  @EnumSource
  void aFileThatChangedHasNoFingerprint(NativeBuild build) throws IOException {
    Path path = TinyModels.llama().write(folder.resolve("changed.gguf"));
    try (Model model = Model.load(Fixtures.llama(build), path, ModelOptions.defaults())) {
      Files.setLastModifiedTime(path, FileTime.fromMillis(1));
      assertThatThrownBy(model::fingerprint)
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("has changed since the model was loaded");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aClosedModelStillKnowsThePiecesItWasAskedFor(NativeBuild build) {
    Path path = TinyModels.llama().write(folder.resolve("closed.gguf"));
    Model model = Model.load(Fixtures.llama(build), path, ModelOptions.defaults());
    byte[] piece = model.vocabulary().piece(5);
    model.close();
    assertThat(model.vocabulary().piece(5)).isEqualTo(piece);
    assertThatThrownBy(() -> model.vocabulary().piece(6))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("is closed");
  }

  /** What has left the window cannot be taken back, unless all of it is kept. */
  @ParameterizedTest
  @EnumSource
  void aWindowIsCutAsFarAsItIsKept(NativeBuild build) {
    Path path = TinyModels.gemma().write(folder.resolve("m.gguf"));
    ContextOptions options = Scenario.OPTIONS.withMemory(512, 3).withBatch(64, 64);
    try (Model model = Model.load(Fixtures.llama(build), path, ModelOptions.defaults())) {
      assertThat(model.memoryKind()).isEqualTo(MemoryKind.SLIDING_WINDOW);
      assertThat(model.window()).isEqualTo(8);
      int[] tokens = Scenario.prompt(model, 60);
      for (boolean full : new boolean[] {true, false}) {
        try (Context context = Context.create(model, options.withFullWindow(full))) {
          Memory memory = context.memory();
          Scenario.decode(context, 0, tokens);
          float[] expected = Scenario.decode(context, 0, 65);
          for (int i = 0; i < 6; i++) {
            Scenario.decode(context, 0, tokens);
          }
          boolean cuttable = full || build == NativeBuild.EMBEDDED;
          assertThat(memory.canRemoveTail(0, 60)).isEqualTo(cuttable);
          assertThat(memory.canRemoveTail(0, 400)).isTrue();
          assertThat(memory.removeTail(0, 60)).isEqualTo(cuttable);
          assertThat(memory.length(0)).isEqualTo(cuttable ? 60 : 421);
          if (cuttable) {
            assertThat(memory.copyPrefix(0, 1, 50)).isTrue();
            float[] again = Scenario.decode(context, 0, 65);
            assertThat(Scenario.difference(again, expected)).isLessThan(1e-3f);
          } else {
            assertThat(memory.copyPrefix(0, 1, 10)).isFalse();
            assertThat(memory.discard(0, 2, 3)).isFalse();
            assertThat(memory.length(1)).isZero();
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRunningStateIsKeptOrDroppedWhole(NativeBuild build) {
    Path path = TinyModels.mamba().write(folder.resolve("m.gguf"));
    ContextOptions several = Scenario.OPTIONS.withMemory(64, 3).withBatch(64, 64);
    try (Model model = Model.load(Fixtures.llama(build), path, ModelOptions.defaults())) {
      if (build == NativeBuild.EMBEDDED) {
        assertThatThrownBy(() -> Context.create(model, several))
            .hasMessageContaining("maxSequences must be 1, given 3");
      }
      int sequences = build == NativeBuild.EMBEDDED ? 1 : 3;
      try (Context context = Context.create(model, several.withMemory(64, sequences))) {
        Memory memory = context.memory();
        int[] tokens = Scenario.prompt(model, 60);
        Scenario.decode(context, 0, tokens);
        assertThat(memory.canRemoveTail(0, 10)).isFalse();
        assertThat(memory.removeTail(0, 10)).isFalse();
        assertThat(memory.discard(0, 2, 3)).isFalse();
        assertThat(memory.length(0)).isEqualTo(60);
        SequenceState state = SequenceState.save(context, 0);
        if (sequences > 1) {
          assertThat(memory.copyPrefix(0, 1, 10)).isFalse();
          assertThat(memory.copyPrefix(0, 1, 60)).isTrue();
        }
        float[] one = Scenario.decode(context, 0, 65);
        if (sequences > 1) {
          float[] two = Scenario.decode(context, 1, 65);
          assertThat(Scenario.difference(one, two)).isLessThan(1e-3f);
        }
        memory.remove(0);
        state.restore(context, 0);
        assertThat(Scenario.difference(Scenario.decode(context, 0, 65), one)).isLessThan(1e-3f);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRecurrentModelIsTappedOneSequenceAtATime(NativeBuild build) {
    Path path = TinyModels.mamba().write(folder.resolve("m.gguf"));
    try (Model model = Model.load(Fixtures.llama(build), path, ModelOptions.defaults());
        Context context =
            Context.create(
                model,
                Scenario.OPTIONS
                    .withMemory(64, build == NativeBuild.EMBEDDED ? 1 : 2)
                    .withBatch(64, 64)
                    .withTap(true))) {
      Batch batch = context.newBatch();
      Scenario.add(context, batch, 0, 1, 2, 3);
      TapPlan plan = context.newTapPlan();
      double[] seen = new double[model.width()];
      plan.sum(2, 2, 1, seen);
      context.decode(batch, plan);
      assertThat(seen).isNotEqualTo(new double[model.width()]);
      if (build == NativeBuild.EMBEDDED) {
        return; // it has one sequence only
      }
      batch.clear();
      Scenario.add(context, batch, 0, 4, 5, 6);
      Scenario.add(context, batch, 1, 4, 5, 6);
      assertThatThrownBy(() -> context.decode(batch, plan))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("batches of one sequence");
      context.decode(batch);
    }
  }
}
