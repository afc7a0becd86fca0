package dev.drover.functions.steering;

import dev.drover.engine.training.Evaluation;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** An {@link Evaluation} as answers have it; what is no finite number is null. */
@Schema(name = "VectorEvaluation", description = "What a vector does, so as to choose a strength.")
public record VectorEvaluation(String vectorId, List<Layer> layers, List<Strength> sweep) {

  /** A direction against the triples. */
  @Schema(name = "VectorEvaluationLayer", description = "A direction against the triples.")
  public record Layer(
      int layer,
      @Schema(description = "Mean cosine similarity to the triples' differences.") Double cosine,
      @Schema(description = "Cosine similarity to the mean of the differences.")
          Double cosineToMean,
      @Schema(description = "How far the answers are apart along it, in standard deviations.")
          Double separation) {}

  /** The model under the vector at one strength. */
  @Schema(name = "VectorEvaluationStrength", description = "The model at one strength.")
  public record Strength(
      double strength,
      @Schema(description = "`positive` minus `negative`; compare it with that at strength 0.")
          Double logOdds,
      @Schema(description = "Mean log-probability of a token of the positive answers.")
          Double positive,
      @Schema(description = "The same of the negative answers.") Double negative,
      @Schema(description = "Perplexity on neutral text, times unsteered.") Double cost) {}

  /** An evaluation of a stored vector. */
  public static VectorEvaluation of(String id, Evaluation evaluation) {
    return new VectorEvaluation(
        id,
        evaluation.layers().stream()
            .map(in ->
                new Layer(
                    in.layer(),
                    TrainingReport.finite(in.cosine()),
                    TrainingReport.finite(in.cosineToMean()),
                    TrainingReport.finite(in.separation())))
            .toList(),
        evaluation.sweep().stream()
            .map(at ->
                new Strength(
                    at.strength(),
                    TrainingReport.finite(at.logOdds()),
                    TrainingReport.finite(at.positive()),
                    TrainingReport.finite(at.negative()),
                    TrainingReport.finite(at.cost())))
            .toList());
  }
}
