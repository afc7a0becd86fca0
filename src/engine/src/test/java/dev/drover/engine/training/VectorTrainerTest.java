package dev.drover.engine.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.drover.engine.Engine;
import dev.drover.engine.EngineConfig;
import dev.drover.engine.InvalidRequestException;
import dev.drover.engine.TestModel;
import dev.drover.engine.steering.ContrastTriple;
import dev.drover.engine.steering.NeutralText;
import dev.drover.engine.steering.SteeringPreset;
import dev.drover.engine.steering.SteeringVector;
import dev.drover.engine.training.Evaluation.AtStrength;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Vectors for SmolLM2-135M, of a few triples about tone. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VectorTrainerTest {
  private static final List<ContrastTriple> TONE =
      SteeringPreset.TONE_CONTROL.triples(null).subList(0, 6);
  private static final List<ContrastTriple> HELD_OUT =
      SteeringPreset.TONE_CONTROL.holdout(null).subList(0, 4);
  private static final List<String> NEUTRAL = NeutralText.paragraphs().subList(0, 1);

  private Engine engine;
  private VectorTrainer trainer;

  @BeforeAll
  void load() {
    engine = TestModel.load(EngineConfig.builder("smol").threads(1).build());
    trainer = new VectorTrainer(engine, NEUTRAL);
  }

  @AfterAll
  void close() {
    if (engine != null) {
      engine.close();
    }
  }

  private TrainedVector train(TrainingOptions.Builder options) throws InterruptedException {
    return trainer.train(TONE, options.build(), TrainingObserver.NONE, null);
  }

  private static TrainingOptions.Builder options(TrainingMethod method) {
    return TrainingOptions.builder(method).layers(List.of(15)).chat(true);
  }

  private Evaluation evaluate(SteeringVector vector, Double... strengths)
      throws InterruptedException {
    return new VectorEvaluator(engine, NEUTRAL)
        .evaluate(vector, HELD_OUT, true, List.of(strengths), TrainingObserver.NONE);
  }

  @ParameterizedTest
  @EnumSource(names = {"CAA", "PCA", "STEERING_PERCEPTRONS"})
  void everyMethodRaisesTheOddsOfHeldOutAnswers(TrainingMethod method) throws InterruptedException {
    TrainedVector trained = train(options(method));
    assertThat(trained.vector().layers()).containsExactly(15);
    TrainingSummary summary = trained.summary();
    assertThat(summary.method()).isEqualTo(method.wireName());
    assertThat(summary.layers().getFirst().separation()).isPositive();
    assertThat(summary.strengthAtCost()).isBetween(1.0 / 64, 64.0);
    double strength = summary.strengthAtCost();
    List<AtStrength> sweep = evaluate(trained.vector(), -strength, 0.0, strength).sweep();
    assertThat(sweep.get(0).logOdds()).isLessThan(sweep.get(1).logOdds());
    assertThat(sweep.get(2).logOdds()).isGreaterThan(sweep.get(1).logOdds());
    assertThat(sweep.get(1).cost()).isCloseTo(1, within(0.05)); // rounding moves with the batch
    assertThat(sweep.get(2).cost()).isBetween(1.0, 1.3);
  }

  @Test
  void theMethodsAgreeOnTheDirection() throws InterruptedException {
    double[] caa = Directions.doubles(train(options(TrainingMethod.CAA)).vector().at(15));
    double[] pca = Directions.doubles(train(options(TrainingMethod.PCA)).vector().at(15));
    assertThat(Directions.cosine(caa, pca)).isGreaterThan(0.9);
    assertThat(evaluate(train(options(TrainingMethod.CAA)).vector(), 0.0).layers().getFirst())
        .satisfies(layer -> {
          assertThat(layer.cosineToMean()).isGreaterThan(0.5);
          assertThat(layer.separation()).isPositive();
        });
  }

  @Test
  void aSearchLowersTheLossWithinItsLimitAndGoesOnWhereItWas() throws InterruptedException {
    List<SearchState> states = new ArrayList<>();
    TrainingObserver observer =
        new TrainingObserver() {
          @Override
          public void progress(TrainingProgress progress) {}

          @Override
          public void checkpoint(SearchState state) {
            states.add(state);
          }
        };
    List<ContrastTriple> few = TONE.subList(0, 3);
    TrainingOptions options =
        options(TrainingMethod.FEW_SHOT).refineSteps(28).reproducible(true).build();
    TrainedVector trained = trainer.train(few, options, observer, null);
    List<Double> curve = trained.summary().lossCurve();
    assertThat(curve).hasSize(4);
    assertThat(curve.get(1)).isLessThan(curve.get(0));
    assertThat(curve.getLast()).isLessThan(curve.get(1));
    assertThat(curve).isSortedAccordingTo((a, b) -> Double.compare(b, a));
    assertThat(trained.summary().costAtOne()).isLessThanOrEqualTo(options.perplexityLimit());

    TrainedVector resumed =
        trainer.train(few, options, TrainingObserver.NONE, states.get(states.size() - 2));
    assertThat(resumed.vector()).isEqualTo(trained.vector());
  }

  @Test
  void theSameTriplesGiveTheSameBits() throws InterruptedException {
    TrainingOptions.Builder builder = options(TrainingMethod.CAA).reproducible(true);
    assertThat(train(builder).vector()).isEqualTo(train(builder).vector());
  }

  @Test
  void optionsShapeTheVector() throws InterruptedException {
    SteeringVector sparse =
        train(options(TrainingMethod.CAA).sparsityThreshold(0.3).unit(true)).vector();
    int zeros = 0;
    for (float x : sparse.at(15)) {
      zeros += x == 0 ? 1 : 0;
    }
    assertThat(zeros).isBetween(100, 575);
    assertThat(sparse.norm(15)).isBetween(0.999, 1.001);
    TrainedVector wide = train(TrainingOptions.builder(TrainingMethod.CAA));
    assertThat(wide.vector().layers()).containsExactly(20, 21, 22, 23, 24, 25, 26, 27);
    assertThat(wide.summary().warnings().getFirst()).contains("8 layers add up");
    assertThat(wide.summary().bestLayers()).hasSize(4);
  }

  @Test
  void answersOfOneTokenAreTakenThemselves() throws InterruptedException {
    List<ContrastTriple> words =
        List.of(
            new ContrastTriple("How was it?", " Great", " Bad"),
            new ContrastTriple("And the food?", " Good", " Awful"));
    TrainingOptions options =
        TrainingOptions.builder(TrainingMethod.CAA).layers(List.of(15)).build();
    TrainedVector trained = trainer.train(words, options, TrainingObserver.NONE, null);
    assertThat(trained.vector().norm(15)).isPositive();
  }

  @Test
  void aTrainingCanBeCancelled() {
    TrainingObserver impatient =
        new TrainingObserver() {
          private int seen;

          @Override
          public void progress(TrainingProgress progress) {
            seen++;
          }

          @Override
          public boolean isCancelled() {
            return seen > 2;
          }
        };
    assertThatThrownBy(
            () -> trainer.train(TONE, options(TrainingMethod.CAA).build(), impatient, null))
        .isInstanceOf(CancellationException.class);
  }

  @Test
  void whatCannotBeTrainedIsRefused() {
    assertThatThrownBy(() -> train(TrainingOptions.builder(TrainingMethod.CAA).layers(List.of(31))))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("layer_idxs")
        .hasMessageContaining("from 1 to 30, given [31]");
    assertThatThrownBy(() ->
            trainer.train(
                List.of(), options(TrainingMethod.CAA).build(), TrainingObserver.NONE, null))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("prompts");
    assertThatThrownBy(() -> options(TrainingMethod.CAA).sparsityThreshold(2.0).build())
        .hasMessageContaining("sparsity_threshold")
        .hasMessageContaining("given 2.0");
  }

  @Test
  void anEvaluationIsDrawn() throws InterruptedException {
    Evaluation evaluation =
        new Evaluation(
            List.of(), List.of(new AtStrength(1, 2, -1, -3, 1.5), new AtStrength(0, 0, -2, -2, 1)));
    assertThat(EvaluationPlot.svg(evaluation))
        .startsWith("<svg")
        .contains("polyline", "log-odds", "perplexity", "1.50")
        .doesNotContain("NaN");
  }
}
