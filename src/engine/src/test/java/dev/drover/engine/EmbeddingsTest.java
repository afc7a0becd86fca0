package dev.drover.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Embeddings of SmolLM2-135M, a generative model. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EmbeddingsTest {
  private static final List<String> TEXTS =
      List.of(
          "The cat sleeps on the warm sofa.",
          "A kitten is napping on the couch.",
          "Interest rates were raised by the central bank.",
          "The central bank increased its interest rate.",
          "x");
  private static final String LONG =
      "The ship sailed on, and the old sailor told a tale. ".repeat(12);

  private Engine engine;

  @BeforeAll
  void load() {
    engine = TestModel.load(EngineConfig.builder("smol").threads(1).cells(2048).build());
  }

  @AfterAll
  void close() {
    if (engine != null) {
      engine.close();
      assertThat(engine.statistics().integrityFailures()).isZero();
    }
  }

  private static List<float[]> embed(Engine engine, EmbeddingRequest.Builder request)
      throws Exception {
    return engine.embed(request.build()).get().embeddings();
  }

  private List<float[]> embed(String pooling, String... texts) throws Exception {
    return embed(engine, EmbeddingRequest.builder().texts(List.of(texts)).pooling(pooling));
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }

  @Test
  void packedInputsAreAsIfAlone() throws Exception {
    for (String pooling : new String[] {"mean", "last", "cls", null}) {
      List<float[]> packed = embed(pooling, TEXTS.toArray(String[]::new));
      for (int i = 0; i < TEXTS.size(); i++) {
        float[] alone = embed(pooling, TEXTS.get(i)).getFirst();
        assertThat(dot(packed.get(i), alone)).as(pooling + " " + i).isGreaterThan(0.999);
        assertThat(dot(alone, alone)).isCloseTo(1, within(1e-5));
        assertThat(alone).hasSize(576);
      }
    }
  }

  @Test
  void textsOfOneMeaningAreNearer() throws Exception {
    List<float[]> e = embed("mean", TEXTS.toArray(String[]::new));
    double cats = dot(e.get(0), e.get(1));
    double banks = dot(e.get(2), e.get(3));
    for (int cat : new int[] {0, 1}) {
      for (int bank : new int[] {2, 3}) {
        assertThat(dot(e.get(cat), e.get(bank))).isLessThan(Math.min(cats, banks));
      }
    }
  }

  @Test
  void aGenerativeModelPoolsByItsLastTokenUnlessToldOtherwise() throws Exception {
    String text = TEXTS.getFirst();
    float[] byDefault = embed(null, text).getFirst();
    assertThat(byDefault).isEqualTo(embed("last", text).getFirst());
    assertThat(dot(byDefault, embed("mean", text).getFirst())).isLessThan(0.99);
  }

  @Test
  void tokensAreEmbeddedAsTheirText() throws Exception {
    List<Integer> ids =
        Arrays.stream(engine.tokenize(new Prompt.Text(TEXTS.getFirst()))).boxed().toList();
    float[] byTokens =
        embed(engine, EmbeddingRequest.builder().inputs(List.of(new Prompt.Tokens(ids))))
            .getFirst();
    assertThat(byTokens).isEqualTo(embed(null, TEXTS.getFirst()).getFirst());
  }

  @Test
  void dimensionsAreTheFirstOnesNormalised() throws Exception {
    var request = EmbeddingRequest.builder().texts(TEXTS.subList(0, 1));
    float[] raw = embed(engine, request.normalize(false)).getFirst();
    assertThat(dot(raw, raw)).isGreaterThan(2);
    float[] cut = embed(engine, request.normalize(true).dimensions(64)).getFirst();
    assertThat(cut).hasSize(64);
    double norm = Math.sqrt(dot(Arrays.copyOf(raw, 64), Arrays.copyOf(raw, 64)));
    for (int i = 0; i < cut.length; i++) {
      assertThat((double) cut[i]).isCloseTo(raw[i] / norm, within(1e-5));
    }
  }

  @Test
  void anInputLongerThanABatchIsAsInOneAndTheLibrariesAgree() throws Exception {
    var request = EmbeddingRequest.builder().texts(List.of(TEXTS.get(1), LONG)).pooling("mean");
    List<float[]> whole = embed(engine, request);
    EngineConfig small =
        EngineConfig.builder("small").threads(1).cells(512).maxSequences(4).batchSize(32).build();
    try (Engine modern = TestModel.load(small);
        Engine embedded = TestModel.loadEmbedded(small)) {
      for (Engine other : new Engine[] {modern, embedded}) {
        List<float[]> split = embed(other, request);
        assertThat(dot(split.get(0), whole.get(0))).isGreaterThan(0.99);
        assertThat(dot(split.get(1), whole.get(1))).isGreaterThan(0.99);
      }
    }
  }

  @Test
  void aStreamGoesOnWhileALargeRequestIsServed() throws Exception {
    Generation stream =
        engine.submit(
            GenerationRequest.builder()
                .prompt("Once")
                .maxNewTokens(24)
                .ignoreEos(true)
                .temperature(0.0)
                .build());
    stream.next();
    Future<EmbeddingResult> large =
        engine.embed(EmbeddingRequest.builder().texts(Collections.nCopies(8, LONG)).build());
    assertThat(stream.await().choices().getFirst().finish().generatedTokens()).isEqualTo(24);
    assertThat(large.isDone()).as("done before the stream").isFalse();
    List<float[]> vectors = large.get().embeddings();
    assertThat(vectors).hasSize(8);
    assertThat(dot(vectors.getFirst(), vectors.getLast())).isGreaterThan(0.999);
  }
}
