package dev.drover.engine.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.engine.Engine;
import dev.drover.engine.EngineConfig;
import dev.drover.engine.InvalidRequestException;
import dev.drover.engine.TestModel;
import dev.drover.engine.steering.ContrastTriple;
import dev.drover.engine.steering.SteeringPreset;
import dev.drover.engine.steering.SteeringVector;
import dev.drover.engine.training.TextEvaluation.InLayer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What a behaviour looks like in SmolLM2-135M, and how texts lie to it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BehaviorTrainerTest {
  private static final List<ContrastTriple> TONE =
      SteeringPreset.TONE_CONTROL.triples(null).subList(0, 6);
  private static final List<ContrastTriple> HELD_OUT =
      SteeringPreset.TONE_CONTROL.holdout(null).subList(0, 4);

  private Engine engine;

  @BeforeAll
  void load() {
    engine = TestModel.load(EngineConfig.of("smol"));
  }

  @AfterAll
  void close() {
    if (engine != null) {
      engine.close();
    }
  }

  private TextEvaluation judge(SteeringVector vector, List<String> up, List<String> down)
      throws InterruptedException {
    return new TextEvaluator(engine).evaluate(vector, up, down, TrainingObserver.NONE);
  }

  @Test
  void theThresholdLiesBetweenTheSidesAndTheBaselineTellsUnseenTextsApart()
      throws InterruptedException {
    int layer = BehaviorTrainer.defaultLayer(engine.model().layers());
    assertThat(layer).isEqualTo(20);
    TrainedBehavior behavior =
        new BehaviorTrainer(engine).train(TONE, layer, TrainingObserver.NONE);
    assertThat(behavior.baseline().layers()).containsExactly(20);
    assertThat(behavior.baseline().width()).isEqualTo(576);
    assertThat(behavior.positiveCosine()).isGreaterThan(behavior.negativeCosine());
    assertThat(behavior.threshold())
        .isEqualTo((behavior.positiveCosine() + behavior.negativeCosine()) / 2);

    List<String> warm = HELD_OUT.stream().map(ContrastTriple::positive).toList();
    List<String> cold = HELD_OUT.stream().map(ContrastTriple::negative).toList();
    InLayer in = judge(behavior.baseline(), warm, cold).layers().getFirst();
    assertThat(in.layer()).isEqualTo(20);
    assertThat(in.positive()).isGreaterThan(in.negative());
    assertThat(in.separation()).isPositive();
    InLayer swapped = judge(behavior.baseline(), cold, warm).layers().getFirst();
    assertThat(swapped.separation()).isNegative();
    InLayer single =
        judge(behavior.baseline(), warm.subList(0, 1), warm.subList(0, 1)).layers().getFirst();
    assertThat(single.positive()).isEqualTo(single.negative());
  }

  @Test
  void whatDoesNotFitIsRefused() {
    BehaviorTrainer trainer = new BehaviorTrainer(engine);
    assertThatThrownBy(() -> trainer.train(List.of(), 20, TrainingObserver.NONE))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("given 0");
    assertThatThrownBy(() -> trainer.train(TONE, 31, TrainingObserver.NONE))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("`layer` must be between 1 and 30, given 31");
    SteeringVector vector = SteeringVector.of(Map.of(3, new float[576]));
    assertThatThrownBy(() -> judge(vector, List.of(), List.of("a b")))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("`positive_texts` must hold 1 to 512 texts, given 0");
    assertThatThrownBy(() -> judge(vector, List.of("a b"), List.of("a b", "")))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("negative_texts[1]");
    TrainingObserver impatient =
        new TrainingObserver() {
          @Override
          public void progress(TrainingProgress progress) {}

          @Override
          public boolean isCancelled() {
            return true;
          }
        };
    assertThatThrownBy(() -> trainer.train(TONE, 20, impatient))
        .isInstanceOf(CancellationException.class);
  }
}
