package dev.drover.functions.mechanex;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.drover.engine.training.TextEvaluation;
import dev.drover.engine.training.TextEvaluation.InLayer;
import dev.drover.functions.steering.TrainingReport;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What {@code POST /steering/evaluate} gives.
 *
 * @param cosineMetrics how the vector lies to the texts
 * @param judgeEvaluation null: nothing here judges
 * @param testOutputs the test prompts' continuations; absent without test prompts
 */
@Schema(name = "MechanexEvaluateReply", description = "How a vector lies to texts.")
record EvaluateReply(
    CosineMetrics cosineMetrics,
    @Schema(nullable = true, description = "Always null: nothing here judges.")
        Object judgeEvaluation,
    @JsonInclude(JsonInclude.Include.NON_NULL) List<TestOutput> testOutputs) {

  /**
   * Cosine similarities of the texts' mean hidden states to the vector, averaged over its layers.
   *
   * @param positiveMean mean over positive texts
   * @param negativeMean mean over negative texts
   * @param difference positive minus negative: greater than 0 where the vector points at what the
   *     positive texts show
   * @param separation how far the two sets are apart along the vector, in standard deviations; null
   *     where the texts of a set do not differ
   * @param layers the same of each layer
   */
  @Schema(
      name = "MechanexCosineMetrics",
      description =
          "Cosine similarities of texts' mean hidden states (the first token left out) to the"
              + " vector, averaged over its layers.")
  record CosineMetrics(
      double positiveMean,
      double negativeMean,
      @Schema(description = "`positive_mean` less `negative_mean`.") double difference,
      @Schema(
              nullable = true,
              description =
                  "How far the two sets are apart along the vector, in standard deviations; null"
                      + " where the texts of a set do not differ.")
          Double separation,
      List<Layer> layers) {}

  /** One layer's metrics. */
  @Schema(name = "MechanexLayerMetrics", description = "The metrics of one layer.")
  record Layer(
      int layer,
      double positiveMean,
      double negativeMean,
      double difference,
      @Schema(nullable = true) Double separation) {}

  /**
   * A prompt's continuations, greedy, at most 50 tokens.
   *
   * @param prompt the prompt
   * @param steered under the vector
   * @param unsteered without it
   */
  @Schema(
      name = "MechanexTestOutput",
      description = "A prompt's most probable continuations with and without the vector.")
  record TestOutput(String prompt, String steered, String unsteered) {}

  static EvaluateReply of(TextEvaluation evaluation, List<TestOutput> outputs) {
    List<InLayer> layers = evaluation.layers();
    double positive = mean(layers, InLayer::positive);
    double negative = mean(layers, InLayer::negative);
    return new EvaluateReply(
        new CosineMetrics(
            positive,
            negative,
            positive - negative,
            TrainingReport.finite(mean(layers, InLayer::separation)),
            layers.stream()
                .map(in ->
                    new Layer(
                        in.layer(),
                        in.positive(),
                        in.negative(),
                        in.positive() - in.negative(),
                        TrainingReport.finite(in.separation())))
                .toList()),
        null,
        outputs);
  }

  private static double mean(List<InLayer> layers, ToDoubleFunction<InLayer> value) {
    return layers.stream().mapToDouble(value).average().orElseThrow();
  }
}
