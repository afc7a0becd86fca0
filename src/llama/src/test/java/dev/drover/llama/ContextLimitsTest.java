package dev.drover.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.llama.Fixtures.NativeBuild;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a context refuses, and that it loses nothing by it. */
class ContextLimitsTest {
  private static Context context(NativeBuild build) {
    return Context.create(
        Fixtures.model(build), Scenario.OPTIONS.withMemory(512, 4).withBatch(64, 64));
  }

  @ParameterizedTest
  @EnumSource
  void whatWouldCrashIsRefusedBeforeNativeCode(NativeBuild build) {
    try (Context context = context(build)) {
      Batch batch = context.newBatch();
      int size = context.model().vocabulary().size();
      assertThatThrownBy(() -> context.decode(batch)).hasMessageContaining("at least one row");
      for (int token : new int[] {-1, size, Integer.MAX_VALUE}) {
        assertThatThrownBy(() -> batch.add(token, 0, 0, true))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("token");
      }
      assertThatThrownBy(() -> batch.add(1, -1, 0, true)).hasMessageContaining("position");
      assertThatThrownBy(() -> batch.add(1, 0, 4, true)).hasMessageContaining("sequence");
      batch.add(1, 7, 0, true);
      assertThatThrownBy(() -> context.decode(batch))
          .hasMessageContaining("position of sequence 0 must be 0, given 7");
      assertThatThrownBy(() -> context.logits(0, new float[size]))
          .isInstanceOf(IllegalArgumentException.class);
      Batch full = context.newBatch();
      for (int i = 0; i < 64; i++) {
        full.add(1, i, 0, false);
      }
      assertThatThrownBy(() -> full.add(1, 64, 0, true)).hasMessageContaining("batch is full");
    }
  }

  @ParameterizedTest
  @EnumSource
  void anAbortedDecodeLeavesTheSequencesAsTheyWere(NativeBuild build) {
    try (Context context = context(build)) {
      int[] prompt = Scenario.prompt(context.model(), 16);
      Scenario.decode(context, 0, prompt);
      context.abort();
      assertThatThrownBy(() -> Scenario.decode(context, 0, 5))
          .isInstanceOfSatisfying(
              DecodeException.class,
              e -> assertThat(e.reason()).isEqualTo(DecodeException.Reason.ABORTED));
      context.resume();
      assertThat(context.memory().length(0)).isEqualTo(16);
      assertThat(context.memory().nativeLastPosition(0)).isEqualTo(15);
      float[] after = Scenario.decode(context, 0, 5);
      assertThat(after[Scenario.best(after)]).isFinite();
    }
  }

  @Test
  void moreSequencesThanABatchHasRowsAreRefused() {
    ContextOptions options = Scenario.OPTIONS.withMemory(256, 65).withBatch(64, 64);
    assertThatThrownBy(() -> Context.create(Fixtures.model(NativeBuild.MODERN), options))
        .isInstanceOf(LlamaException.class)
        .hasMessage("maxSequences must be at most the batchSize of 64, given 65");
  }

  @ParameterizedTest
  @EnumSource
  void aMemoryThatIsFullSaysSoAndLosesNothing(NativeBuild build) {
    try (Context context = context(build)) {
      int[] tokens = Scenario.prompt(context.model(), 64);
      for (int i = 0; i < context.contextLength() / 64; i++) {
        Scenario.decode(context, i % 4, tokens);
      }
      assertThatThrownBy(() -> Scenario.decode(context, 0, tokens))
          .isInstanceOfSatisfying(
              DecodeException.class,
              e -> assertThat(e.reason()).isEqualTo(DecodeException.Reason.NO_SPACE));
      context.memory().remove(1);
      Scenario.decode(context, 0, tokens);
    }
  }

  @ParameterizedTest
  @EnumSource
  void embeddingsOfAlikeTextsAreAlike(NativeBuild build) {
    Model model = Fixtures.model(build);
    ContextOptions pooled =
        Scenario.OPTIONS.withMemory(256, 4).withBatch(64, 64).withEmbeddings(Pooling.MEAN);
    if (build == NativeBuild.EMBEDDED) {
      assertThatThrownBy(() -> Context.create(model, pooled))
          .isInstanceOf(LlamaException.class)
          .hasMessageContaining("b4916 cannot pool");
      return;
    }
    try (Context context = Context.create(model, pooled)) {
      float[][] embeddings = new float[3][model.embeddingWidth()];
      String[] texts = {
        "The cat sat on the mat.", "A cat was sitting on a mat.", "Stock prices fell 3%"
      };
      Batch batch = context.newBatch();
      for (int s = 0; s < 3; s++) {
        int[] tokens = model.vocabulary().tokenize(texts[s], true, false);
        for (int i = 0; i < tokens.length; i++) {
          batch.add(tokens[i], i, s, true);
        }
      }
      context.decode(batch);
      for (int s = 0; s < 3; s++) {
        context.pooledEmbedding(s, embeddings[s]);
      }
      assertThat(cosine(embeddings[0], embeddings[1]))
          .isGreaterThan(cosine(embeddings[0], embeddings[2]));
      assertThatThrownBy(() -> context.logits(0, new float[model.vocabulary().size()]))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  private static double cosine(float[] a, float[] b) {
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < a.length; i++) {
      ab += a[i] * b[i];
      aa += a[i] * a[i];
      bb += b[i] * b[i];
    }
    return ab / Math.sqrt(aa * bb);
  }
}
