package dev.drover.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.drover.engine.steering.SteeringGate;
import dev.drover.engine.steering.SteeringPlan;
import dev.drover.engine.steering.SteeringScope;
import dev.drover.engine.steering.SteeringTerm;
import dev.drover.engine.steering.SteeringVector;
import dev.drover.llama.Batch;
import dev.drover.llama.Context;
import dev.drover.llama.ContextOptions;
import dev.drover.llama.ControlVector;
import dev.drover.llama.Llama;
import dev.drover.llama.Model;
import dev.drover.llama.ModelOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Steering of SmolLM2-135M, beside llama.cpp's own control vector. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SteeringModelTest {
  /** Sixteen tokens: a length at which the shape of a batch does not change rounding. */
  private static final String PROMPT =
      "The weather in the mountains was cold and the old man said to his only son";

  private static final int TOP = 20;
  private static final EngineConfig CONFIG = EngineConfig.builder("smol").threads(1).build();
  private Engine engine;

  @BeforeAll
  void load() {
    engine = TestModel.load(CONFIG);
  }

  @AfterAll
  void close() {
    if (engine != null) {
      engine.close();
    }
  }

  private static SteeringVector random(long seed, int... layers) {
    Random random = new Random(seed);
    Map<Integer, float[]> byLayer = new TreeMap<>();
    for (int layer : layers) {
      float[] direction = new float[576];
      for (int i = 0; i < direction.length; i++) {
        direction[i] = 2 * (float) random.nextGaussian();
      }
      byLayer.put(layer, direction);
    }
    return SteeringVector.of(byLayer);
  }

  private static GenerationRequest request(SteeringTerm... terms) {
    return request(12, terms);
  }

  /** One token only: no prompt is computed in pieces beside a running stream then. */
  private static GenerationRequest glimpse(SteeringTerm... terms) {
    return request(1, terms);
  }

  private static GenerationRequest request(int tokens, SteeringTerm... terms) {
    return GenerationRequest.builder()
        .prompt(PROMPT)
        .temperature(0.0)
        .maxNewTokens(tokens)
        .topLogprobs(TOP)
        .steering(SteeringPlan.of(terms))
        .build();
  }

  /** Log-probabilities of the first generated token by token id, as llama.cpp itself steers. */
  private static double[] controlled(boolean embedded, SteeringVector vector) {
    Llama llama = embedded ? Llama.embedded() : Llama.load(TestModel.natives());
    ModelOptions cpu = ModelOptions.defaults().withGpuLayers(0);
    ContextOptions options =
        ContextOptions.defaults().withMemory(256, 1).withBatch(256, 256).withThreads(1, 1);
    try (Model model = Model.load(llama, TestModel.file(), cpu);
        Context context = Context.create(model, options)) {
      if (vector != null) {
        Map<Integer, float[]> byLayer = new TreeMap<>();
        vector.forEach(byLayer::put);
        context.setControlVector(ControlVector.of(model, byLayer));
      }
      int[] prompt = model.vocabulary().tokenize(PROMPT, true, true);
      Batch batch = context.newBatch();
      int row = -1;
      for (int i = 0; i < prompt.length; i++) {
        row = batch.add(prompt[i], i, 0, i == prompt.length - 1);
      }
      context.decode(batch);
      float[] logits = new float[model.vocabulary().size()];
      context.logits(row, logits);
      return logSoftmax(logits);
    }
  }

  private static double[] logSoftmax(float[] logits) {
    double most = Double.NEGATIVE_INFINITY;
    for (float x : logits) {
      most = Math.max(most, x);
    }
    double sum = 0;
    for (float x : logits) {
      sum += Math.exp(x - most);
    }
    double[] result = new double[logits.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = logits[i] - most - Math.log(sum);
    }
    return result;
  }

  private static void agrees(GenerationResult result, double[] expected) {
    TokenLogprobs first = result.choices().getFirst().logprobs().getFirst();
    assertThat(result.promptTokens()).isEqualTo(16);
    assertThat(first.top()).hasSize(TOP);
    for (TokenLogprobs.Entry entry : first.top()) {
      assertThat((double) entry.logprob()).isCloseTo(expected[entry.token()], within(2e-5));
    }
  }

  /**
   * Requests that the engine sees all at once. From 64 rows on, llama.cpp's attention takes another
   * way, which rounds otherwise.
   */
  private static List<Generation> inOneBatch(Engine engine, GenerationRequest... requests)
      throws InterruptedException {
    CountDownLatch submitted = new CountDownLatch(1);
    Thread holder =
        Thread.startVirtualThread(() -> {
          try {
            engine.call(lane -> await(submitted));
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    List<Generation> running = new ArrayList<>();
    for (GenerationRequest request : requests) {
      running.add(engine.submit(request));
    }
    submitted.countDown();
    holder.join();
    return running;
  }

  private static boolean await(CountDownLatch latch) {
    try {
      return latch.await(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The proof: steered and unsteered neighbours are what llama.cpp makes of each alone. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void neighboursAreWhatTheControlVectorMakesOfEachAlone(boolean embedded)
      throws InterruptedException {
    SteeringVector one = random(1, 11);
    SteeringVector many = random(2, 8, 9, 17, 30);
    try (Engine own = embedded ? TestModel.loadEmbedded(CONFIG) : TestModel.load(CONFIG)) {
      List<Generation> running =
          inOneBatch(
              own,
              glimpse(),
              glimpse(SteeringTerm.of(one, 1)),
              glimpse(SteeringTerm.of(one, 0.25), SteeringTerm.of(many, -0.5)));
      agrees(running.get(0).await(), controlled(embedded, null));
      agrees(running.get(1).await(), controlled(embedded, one));
      SteeringVector sum = one.times(0.25).plus(-0.5, many);
      agrees(running.get(2).await(), controlled(embedded, sum));
    }
  }

  @Test
  void aGateThatNeverOpensChangesNothing() throws InterruptedException {
    SteeringTerm term = SteeringTerm.of(random(3, 12), 2);
    float[] direction = random(4, 5).at(5);
    String plain = text(request());
    assertThat(text(request(term))).isNotEqualTo(plain);
    assertThat(text(request(term.withGate(new SteeringGate(5, direction, 1))))).isEqualTo(plain);
    assertThat(text(request(term.withGate(new SteeringGate(5, direction, -1)))))
        .isEqualTo(text(request(term)));
  }

  private String text(GenerationRequest request) throws InterruptedException {
    return engine.submit(request).await().choices().getFirst().text();
  }

  @Test
  void generatedTokensAloneCanBeSteered() throws InterruptedException {
    SteeringTerm term = SteeringTerm.of(random(5, 14), 1).withScope(SteeringScope.GENERATION);
    GenerationResult plain = engine.submit(request()).await();
    GenerationResult steered = engine.submit(request(term)).await();
    // The first token is drawn before anything was steered.
    assertThat(steered.choices().getFirst().tokens().getFirst())
        .isEqualTo(plain.choices().getFirst().tokens().getFirst());
    assertThat(steered.choices().getFirst().text()).isNotEqualTo(plain.choices().getFirst().text());
  }

  /** The greatest numbers that are let through end in nonsense for this request only. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void noStrengthCanHarmANeighbour(boolean embedded) throws InterruptedException {
    float[] huge = new float[576];
    Arrays.fill(huge, (float) Limits.MAX_ADDED);
    SteeringTerm absurd =
        SteeringTerm.of(SteeringVector.of(Map.of(1, huge, 15, huge, 30, huge)), 1);
    SteeringTerm[] all =
        Collections.nCopies(Limits.MAX_STEERING_TERMS, absurd).toArray(SteeringTerm[]::new);
    try (Engine own = embedded ? TestModel.loadEmbedded(CONFIG) : TestModel.load(CONFIG)) {
      double[] alone = controlled(embedded, null);
      List<Generation> both = inOneBatch(own, glimpse(all), glimpse());
      agrees(both.getLast().await(), alone);
      assertThat(both.getFirst().await().choices().getFirst().finish().message()).isNull();
      agrees(own.submit(glimpse()).await(), alone);
    }
  }

  @Test
  void theReportMeasuresWhatWasAdded() throws InterruptedException {
    SteeringVector vector = random(6, 10, 20);
    GenerationRequest.Builder builder =
        GenerationRequest.builder()
            .prompt(PROMPT)
            .maxNewTokens(1)
            .steering(new SteeringPlan(List.of(SteeringTerm.of(vector, 1)), true));
    int prompt = engine.tokenize(new Prompt.Text(PROMPT)).length;
    AppliedTerm applied = engine.submit(builder.build()).await().steering().getFirst();
    assertThat(applied.layers()).extracting(AppliedTerm.LayerEffect::layer).containsExactly(10, 20);
    for (AppliedTerm.LayerEffect effect : applied.layers()) {
      assertThat(effect.positions()).isEqualTo(prompt);
      assertThat(effect.normRatio()).isBetween(0.01, 10.0);
    }
  }

  @Test
  void hiddenStatesAreReadAfterSteering() throws InterruptedException {
    StateReading reading = new StateReading(new TreeSet<>(List.of(10, 30)), 4, 9);
    SteeringVector vector = random(7, 10);
    HiddenStates plain = states(reading);
    HiddenStates steered = states(reading, SteeringTerm.of(vector, 2));
    float[] direction = vector.at(10);
    assertThat(plain.positions()).isEqualTo(5);
    for (int i = 0; i < direction.length; i++) {
      assertThat(steered.mean().get(10)[i] - plain.mean().get(10)[i])
          .isCloseTo(2 * direction[i], within(1e-3));
    }
    assertThat(steered.mean().get(30)).isNotEqualTo(plain.mean().get(30));
  }

  private HiddenStates states(StateReading reading, SteeringTerm... terms)
      throws InterruptedException {
    return engine
        .submit(
            GenerationRequest.builder()
                .prompt(PROMPT)
                .maxNewTokens(1)
                .states(reading)
                .steering(SteeringPlan.of(terms))
                .build())
        .await()
        .states();
  }

  @Test
  void reproducibleRequestsAreSteeredToo() throws InterruptedException {
    SteeringTerm term = SteeringTerm.of(random(8, 13), 1);
    GenerationRequest.Builder builder =
        GenerationRequest.builder()
            .prompt(PROMPT)
            .seed(5L)
            .maxNewTokens(10)
            .reproducible(true)
            .steering(SteeringPlan.of(term));
    String first = text(builder.build());
    assertThat(text(builder.build())).isEqualTo(first);
    assertThat(text(builder.steering(null).build())).isNotEqualTo(first);
  }
}
