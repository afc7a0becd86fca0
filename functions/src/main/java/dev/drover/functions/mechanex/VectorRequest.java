package dev.drover.functions.mechanex;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.drover.engine.InvalidRequestException;
import dev.drover.engine.training.TrainingMethod;
import dev.drover.engine.training.TrainingOptions;
import dev.drover.functions.steering.TrainingInput;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The body of {@code POST /steering/generate}. Unknown fields are ignored, as the protocol asks.
 *
 * @param prompts one a triple; prompt and answer are one text, without a chat template
 * @param positiveAnswers as many as prompts
 * @param negativeAnswers as many as prompts
 * @param method a name of {@link TrainingMethod}; default caa (the Python client sends few-shot)
 * @param layerIdxs layers; a layer is what enters the block of that index, so there is no 0
 * @param name what people call it; default the method's name
 * @param label further words, or null
 * @param category further words, or null
 * @param fewshotIterations with few-shot, how many vectors the search tries
 * @param fewshotLr accepted and not used: the search has no gradients, so no learning rate
 * @param refineSteps with other methods, how many vectors a search after them tries
 * @param refineLr accepted and not used
 * @param sparsityThreshold numbers smaller than this share of the greatest become 0
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@Schema(
    name = "MechanexVectorRequest",
    description = "What a vector is made of, and how. Unknown fields are ignored.")
record VectorRequest(
    @Schema(
            required = true,
            description = "One a triple; prompt and answer are one text, without a chat template.")
        List<String> prompts,
    @Schema(required = true, description = "Answers that show what is wanted, one a prompt.")
        List<String> positiveAnswers,
    @Schema(required = true, description = "Answers that lack it, one a prompt.")
        List<String> negativeAnswers,
    @Schema(
            enumeration = {"caa", "pca", "few-shot", "steering-perceptrons"},
            defaultValue = "caa")
        String method,
    @Schema(
            description =
                "Layers, from 1: what enters the block of that index, counted from 0. Without it"
                    + " eight from two thirds of the depth on, which is a lot: one to four around"
                    + " the middle are better.")
        List<Integer> layerIdxs,
    @Schema(description = "What people call it; without it the method's name.") String name,
    String label,
    String category,
    @Schema(
            description = "With few-shot, how many vectors the search tries.",
            minimum = "0",
            maximum = "" + TrainingOptions.MAX_REFINE_STEPS,
            defaultValue = "" + TrainingOptions.FEW_SHOT_STEPS)
        Integer fewshotIterations,
    @Schema(description = "Accepted and not used: the search has no gradients.") Double fewshotLr,
    @Schema(
            description =
                "How many vectors a search tries after the method; with few-shot the same as"
                    + " `fewshot_iterations`.",
            minimum = "0",
            maximum = "" + TrainingOptions.MAX_REFINE_STEPS)
        Integer refineSteps,
    @Schema(description = "Accepted and not used: the search has no gradients.") Double refineLr,
    @Schema(
            description = "Numbers smaller than this share of the greatest become 0.",
            minimum = "0",
            maximum = "1",
            defaultValue = "0")
        Double sparsityThreshold) {

  /** What Mechanex calls the fields of a training. */
  static final Map<String, String> NAMES = Map.of("layers", "layer_idxs");

  /**
   * The training.
   *
   * @throws InvalidRequestException for a list that is missing, layer 0 or contradicting numbers of
   *     steps; {@link dev.drover.functions.steering.TrainingJobs#submit} checks the rest
   */
  TrainingInput toInput() {
    Replies.required("prompts", prompts);
    Replies.required("positive_answers", positiveAnswers);
    Replies.required("negative_answers", negativeAnswers);
    if (layerIdxs != null && layerIdxs.contains(0)) {
      throw new InvalidRequestException(
          "layer_idxs",
          "must hold layers from 1 on: what enters block 0, the embeddings, is not steered; given "
              + layerIdxs);
    }
    return new TrainingInput(
        null,
        null,
        prompts,
        positiveAnswers,
        negativeAnswers,
        method,
        layerIdxs == null || layerIdxs.isEmpty() ? null : layerIdxs,
        name,
        label,
        category,
        false,
        steps(),
        null,
        sparsityThreshold,
        null,
        null,
        null);
  }

  private Integer steps() {
    if (!TrainingMethod.FEW_SHOT.wireName().equals(method) || fewshotIterations == null) {
      return refineSteps;
    }
    if (refineSteps != null && !refineSteps.equals(fewshotIterations)) {
      throw new InvalidRequestException(
          "refine_steps", "must be left out where fewshot_iterations is given");
    }
    return fewshotIterations;
  }
}
