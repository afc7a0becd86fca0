package dev.drover.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.drover.llama.Fixtures.NativeBuild;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Models that read in both directions, by a BERT with random weights. */
class EncoderTest {
  /** The same model for tests of other modules. */
  private static final Path FILE = Path.of("src/test/resources/tiny-bert.gguf");

  private static final List<String> TEXTS =
      List.of("The old ship.", "cat", "the sea, the sea, the bank of the old sea. ship");

  @TempDir Path folder;

  @Test
  void theFileForOtherModulesIsThisModel() throws Exception {
    if (Boolean.getBoolean("drover.fixtures.refresh")) {
      TinyModels.bert().write(FILE);
    }
    assertThat(Files.readAllBytes(FILE)).isEqualTo(TinyModels.bert().bytes());
  }

  @ParameterizedTest
  @EnumSource
  void splitsTextIntoWordPieces(NativeBuild build) {
    try (Model model = Model.load(Fixtures.llama(build), FILE, ModelOptions.defaults())) {
      assertThat(model.vocabulary().type()).isEqualTo(VocabularyType.WORD_PIECE);
      assertThat(model.vocabulary().tokenize("The cat, ab \u00dc 7", true, true))
          .containsExactly(101, 158, 161, 156, 104, 107, 144, 100, 102);
      assertThat(model.isCausal()).isFalse();
      assertThat(model.memoryKind()).isEqualTo(MemoryKind.NONE);
    }
  }

  @ParameterizedTest
  @EnumSource
  void inputsOfABatchAreAsIfAloneAndAsThePaperSays(NativeBuild build) {
    BertForward paper = new BertForward(TinyModels.bert());
    ContextOptions options =
        Scenario.OPTIONS.withMemory(64, 8).withBatch(64, 64).withEmbeddings(Pooling.NONE);
    try (Model model = Model.load(Fixtures.llama(build), FILE, ModelOptions.defaults());
        Context context = Context.create(model, options)) {
      // More batches than there is memory for, were anything kept.
      for (int round = 0; round < 4; round++) {
        Batch batch = context.newBatch();
        for (int sequence = 0; sequence < TEXTS.size(); sequence++) {
          add(batch, sequence, tokens(model, sequence));
        }
        context.decode(batch);
        int row = 0;
        for (int sequence = 0; sequence < TEXTS.size(); sequence++) {
          for (double[] expected : paper.embed(tokens(model, sequence))) {
            compare(context, row++, expected);
          }
        }
        Batch alone = context.newBatch();
        add(alone, 5, tokens(model, 1));
        context.decode(alone);
        compare(context, 0, paper.embed(tokens(model, 1))[0]);
      }
    }
  }

  private static int[] tokens(Model model, int text) {
    return model.vocabulary().tokenize(TEXTS.get(text), true, true);
  }

  private static void add(Batch batch, int sequence, int[] tokens) {
    for (int i = 0; i < tokens.length; i++) {
      batch.add(tokens[i], i, sequence, true);
    }
  }

  private static void compare(Context context, int row, double[] expected) {
    float[] embedding = new float[expected.length];
    context.embedding(row, embedding);
    for (int i = 0; i < expected.length; i++) {
      // ggml looks GELU up in a table of 16-bit floats.
      assertThat((double) embedding[i]).as("row %d", row).isCloseTo(expected[i], within(0.02));
    }
  }

  @ParameterizedTest
  @EnumSource
  void hasNoLogits(NativeBuild build) {
    try (Model model = Model.load(Fixtures.llama(build), FILE, ModelOptions.defaults())) {
      assertThatThrownBy(() -> Context.create(model, Scenario.OPTIONS))
          .isInstanceOf(LlamaException.class)
          .hasMessage("tiny-bert.gguf reads in both directions: it gives embeddings and no logits");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aGenerativeArchitectureMayReadInBothDirectionsToo(NativeBuild build) {
    Path path =
        TinyModels.llama().bool("llama.attention.causal", false).write(folder.resolve("m.gguf"));
    ContextOptions options =
        Scenario.OPTIONS.withMemory(64, 4).withBatch(64, 16).withEmbeddings(Pooling.NONE);
    try (Model model = Model.load(Fixtures.llama(build), path, ModelOptions.defaults())) {
      assertThat(model.isCausal()).isFalse();
      if (build == NativeBuild.EMBEDDED) {
        assertThatThrownBy(() -> Context.create(model, options))
            .isInstanceOf(LlamaException.class)
            .hasMessage("b4916 cannot compute a llama model that reads in both directions");
        return;
      }
      try (Context context = Context.create(model, options)) {
        float[] first = firstOf(context, "hello abc and more");
        float[] other = firstOf(context, "hello abc and less");
        assertThat(Scenario.difference(first, other)).isGreaterThan(0.01f);
      }
    }
  }

  private static float[] firstOf(Context context, String text) {
    Batch batch = context.newBatch();
    add(batch, 0, context.model().vocabulary().tokenize(text, true, true));
    context.decode(batch);
    context.memory().remove(0);
    float[] first = new float[context.model().embeddingWidth()];
    context.embedding(0, first);
    return first;
  }

  @Test
  void refusesABertThatReadsInOneDirection() {
    Path path =
        TinyModels.bert().bool("bert.attention.causal", true).write(folder.resolve("m.gguf"));
    assertThatThrownBy(
            () -> Model.load(Fixtures.llama(NativeBuild.MODERN), path, ModelOptions.defaults()))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("bert.attention.causal must be false");
  }
}
