package dev.drover.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.llama.Fixtures.NativeBuild;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a context remembers: cutting, sharing, moving and saving sequences. */
class SequenceTest {
  @TempDir Path folder;

  private static Context context(NativeBuild build) {
    return Context.create(
        Fixtures.model(build), Scenario.OPTIONS.withMemory(512, 4).withBatch(64, 64));
  }

  @ParameterizedTest
  @EnumSource
  void aCutSequenceGoesOnAsIfTheTailHadNeverBeen(NativeBuild build) {
    try (Context context = context(build)) {
      int[] prompt = Scenario.prompt(context.model(), 16);
      Scenario.decode(context, 0, Arrays.copyOf(prompt, 12));
      float[] expected = Scenario.decode(context, 0, prompt[12]);

      Scenario.decode(context, 1, Arrays.copyOf(prompt, 12));
      Scenario.decode(context, 1, 100, 200, 300);
      assertThat(context.memory().removeTail(1, 12)).isTrue();
      assertThat(context.memory().length(1)).isEqualTo(12);
      assertThat(context.memory().nativeLastPosition(1)).isEqualTo(11);
      float[] again = Scenario.decode(context, 1, prompt[12]);
      assertThat(Scenario.difference(expected, again)).isLessThan(1e-3f);
    }
  }

  @ParameterizedTest
  @EnumSource
  void sequencesShareAPrefixAndThenPart(NativeBuild build) {
    try (Context context = context(build)) {
      int[] prompt = Scenario.prompt(context.model(), 20);
      Scenario.decode(context, 0, prompt);
      assertThat(context.memory().copyPrefix(0, 1, 20)).isTrue();
      float[] one = Scenario.decode(context, 0, 500);
      float[] same = Scenario.decode(context, 1, 500);
      assertThat(Scenario.difference(one, same)).isLessThan(1e-3f);
      context.memory().remove(0);
      float[] after = Scenario.decode(context, 1, 600);
      assertThat(after[Scenario.best(after)]).isFinite();
      assertThat(context.memory().nativeLastPosition(0)).isEqualTo(-1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aSavedSequenceIsRestoredToTheBit(NativeBuild build) {
    Path file = folder.resolve("state");
    try (Context context = context(build)) {
      int[] prompt = Scenario.prompt(context.model(), 24);
      Scenario.decode(context, 0, prompt);
      SequenceState.save(context, 0).write(file);
      float[] expected = Scenario.decode(context, 0, 42);
      context.memory().clear();
      SequenceState state = SequenceState.read(file);
      assertThat(state.length()).isEqualTo(24);
      state.restore(context, 2);
      assertThat(Scenario.difference(expected, Scenario.decode(context, 2, 42))).isZero();

      byte[] bytes = SequenceState.save(context, 2).toBytes();
      bytes[bytes.length / 2] ^= 1;
      assertThatThrownBy(() -> SequenceState.of(bytes).restore(context, 3))
          .isInstanceOf(RuntimeException.class);
      assertThat(context.memory().length(3)).isZero();
    }
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
    try (Context context =
        Context.create(
            model,
            Scenario.OPTIONS.withMemory(256, 4).withBatch(64, 64).withEmbeddings(Pooling.MEAN))) {
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
