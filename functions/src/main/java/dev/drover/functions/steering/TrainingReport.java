package dev.drover.functions.steering;

import dev.drover.engine.training.TrainingSummary;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A {@link TrainingSummary} as it is stored and answered: JSON has no infinity and no not-a-number,
 * so they are null.
 *
 * @param bestLayers {@link TrainingSummary#bestLayers}
 */
@Schema(name = "TrainingReport", description = "How a vector was made and what is known of it.")
public record TrainingReport(
    String method,
    int triples,
    boolean chat,
    long seed,
    List<Layer> layers,
    @Schema(description = "The layers that tell the answers apart best, at most four.")
        List<Integer> bestLayers,
    @Schema(description = "Loss of the best vector after each step of the search.")
        List<Double> lossCurve,
    @Schema(
            description =
                "The strength at which all layers together cost 1.2 times the perplexity on neutral"
                    + " text.")
        Double strengthAtCost,
    @Schema(description = "Perplexity on neutral text at strength 1, times unsteered.")
        Double costAtOne,
    List<String> warnings) {

  /**
   * One layer.
   *
   * @param accuracy null where too few triples could be held out
   */
  @Schema(name = "TrainingReportLayer", description = "What is known of one layer's direction.")
  public record Layer(
      int layer,
      @Schema(description = "Length of the direction.") Double norm,
      @Schema(description = "That length as a share of the hidden states' mean length.")
          Double share,
      @Schema(
              description =
                  "Share of held-out answers that a linear classifier puts on the right side; null"
                      + " where there were too few.")
          Double accuracy,
      @Schema(description = "How far the answers are apart along it, in standard deviations.")
          Double separation) {}

  /** The report of a training. */
  public static TrainingReport of(TrainingSummary summary) {
    return of(summary, 1);
  }

  /**
   * The report of a training whose vector was scaled afterwards.
   *
   * @param factor what the vector was multiplied with, so that strength 1 costs {@link
   *     TrainingSummary#COST}; 1 if it was not
   */
  static TrainingReport of(TrainingSummary summary, double factor) {
    return new TrainingReport(
        summary.method(),
        summary.triples(),
        summary.chat(),
        summary.seed(),
        summary.layers().stream()
            .map(in ->
                new Layer(
                    in.layer(),
                    finite(factor * in.norm()),
                    finite(factor * in.share()),
                    finite(in.accuracy()),
                    finite(in.separation())))
            .toList(),
        summary.bestLayers(),
        summary.lossCurve(),
        finite(summary.strengthAtCost() / factor),
        factor == 1 ? finite(summary.costAtOne()) : Double.valueOf(TrainingSummary.COST),
        factor == 1 ? summary.warnings() : List.of());
  }

  /** A number that JSON can hold, or null. */
  public static Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
