package dev.drover.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Embeddings of a BERT with random weights, by both libraries. */
class EncoderTest {
  private static final List<String> TEXTS =
      List.of("The old ship.", "cat", "the sea, the sea, the bank of the old sea. ship");

  @TempDir Path folder;

  private static Engine load(boolean embedded, Path file, EngineConfig config) {
    return Engine.load(file, embedded ? null : TestModel.natives(), config);
  }

  private static EngineConfig.Builder config() {
    return EngineConfig.builder("bert").threads(1).maxSequences(4).batchSize(128);
  }

  private static float[][] embed(Engine engine, String pooling, List<String> texts)
      throws Exception {
    return engine
        .embed(EmbeddingRequest.builder().texts(texts).pooling(pooling).build())
        .get()
        .embeddings()
        .toArray(float[][]::new);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void packedInputsAreAsIfAlone(boolean embedded) throws Exception {
    try (Engine engine = load(embedded, TestModel.bert(), config().build())) {
      for (String pooling : new String[] {null, "mean", "cls", "last"}) {
        float[][] packed = embed(engine, pooling, TEXTS);
        for (int i = 0; i < packed.length; i++) {
          float[] alone = embed(engine, pooling, TEXTS.subList(i, i + 1))[0];
          assertThat(alone).hasSize(32);
          assertThat(norm(alone)).isCloseTo(1, within(1e-5));
          close(packed[i], alone);
        }
      }
      assertThat(embed(engine, null, TEXTS)).isEqualTo(embed(engine, "mean", TEXTS));
      assertThat(engine.statistics().integrityFailures()).isZero();
    }
  }

  /** The first four dimensions of the last layer of the first text, by a forward pass in numpy. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void vectorsAreAsTheReferenceHasThem(boolean embedded) throws Exception {
    try (Engine engine = load(embedded, TestModel.bert(), config().build())) {
      EmbeddingRequest.Builder request =
          EmbeddingRequest.builder().texts(TEXTS).normalize(false).dimensions(4);
      List<float[]> first = engine.embed(request.pooling("cls").build()).get().embeddings();
      List<float[]> last = engine.embed(request.pooling("last").build()).get().embeddings();
      List<float[]> mean = engine.embed(request.pooling("mean").build()).get().embeddings();
      close(first.get(0), CLS);
      close(last.get(0), SEP);
      close(mean.get(0), MEAN);
    }
  }

  private static final float[] CLS = {-1.6360565f, 0.2799080f, -0.8933496f, 0.0780036f};
  private static final float[] SEP = {-1.6252518f, 0.2847820f, -0.8875798f, 0.0795067f};
  private static final float[] MEAN = {-1.6370414f, 0.2788069f, -0.8880332f, 0.0813090f};

  private static void close(float[] actual, float[] expected) {
    assertThat(IntStream.range(0, actual.length).mapToDouble(i -> actual[i]).toArray())
        .containsExactly(
            IntStream.range(0, expected.length).mapToDouble(i -> expected[i]).toArray(),
            within(0.01));
  }

  private static double norm(float[] vector) {
    return Math.sqrt(
        IntStream.range(0, vector.length).mapToDouble(i -> vector[i] * vector[i]).sum());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void servesManyInputsAndKeepsNothingOfThem(boolean embedded) throws Exception {
    try (Engine engine = load(embedded, TestModel.bert(), config().build())) {
      float[][] many = embed(engine, null, Collections.nCopies(500, TEXTS.get(2)));
      assertThat(many).hasDimensions(500, 32);
      close(many[499], many[0]);
      assertThat(engine.statistics().cells()).isZero();
      int tokens = engine.tokenize(new Prompt.Text(TEXTS.get(2))).length;
      assertThat(engine.statistics().embeddedTokens()).isEqualTo(500L * tokens);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void refusesWhatIsTooLong(boolean embedded) {
    try (Engine trained = load(embedded, TestModel.bert(), config().build());
        Engine small = load(embedded, TestModel.bert(), config().batchSize(16).build());
        Engine told = load(embedded, TestModel.bert(), config().contextLength(2000).build())) {
      assertThat(trained.model().contextLength()).isEqualTo(64);
      assertThat(told.model().contextLength()).isEqualTo(64);
      assertThat(small.model().contextLength()).isEqualTo(16);
      assertThatThrownBy(() -> embed(trained, null, List.of("cat ".repeat(63))))
          .isInstanceOf(PromptTooLongException.class)
          .hasMessageContaining("at most 64 tokens")
          .hasMessageContaining("given 65");
      assertThatThrownBy(() -> embed(small, null, List.of("cat ".repeat(15))))
          .isInstanceOf(PromptTooLongException.class)
          .hasMessageContaining("at most 16 tokens");
    }
  }

  @Test
  void writesNoText() {
    try (Engine engine = load(false, TestModel.bert(), config().build())) {
      assertThat(engine.model().generates()).isFalse();
      assertThatThrownBy(() -> engine.submit(GenerationRequest.builder().prompt("the sea").build()))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessage("`model` must be one that writes text, given `bert`, which only embeds");
    }
  }

  @Test
  void refusesARerankerWithTheReason() throws Exception {
    byte[] bytes = Files.readAllBytes(TestModel.bert());
    byte[] key = "bert.pooling_type".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    int at = 0;
    while (!Arrays.equals(bytes, at, at + key.length, key, 0, key.length)) {
      at++;
    }
    bytes[at + key.length + 4] = 4; // after the type of the value: LLAMA_POOLING_TYPE_RANK
    Path file = Files.write(folder.resolve("rank.gguf"), bytes);
    assertThatThrownBy(() -> load(false, file, config().build()))
        .isInstanceOf(EngineUnavailableException.class)
        .hasMessage("rank.gguf is a reranker: it gives neither texts nor embeddings");
  }
}
