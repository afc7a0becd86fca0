package dev.drover.functions.steering;

import dev.drover.engine.InvalidRequestException;
import dev.drover.engine.steering.ContrastTriple;
import dev.drover.engine.training.TrainingMethod;
import dev.drover.engine.training.TrainingOptions;
import dev.drover.engine.training.VectorTrainer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What a vector is to be made of, and how. The triples come as a list, or as Mechanex's three
 * lists.
 */
@Schema(
    description =
        "What a vector is made of: `triples`, or the three lists `prompts`, `positive_answers`,"
            + " `negative_answers` of equal length; and how.")
public record TrainingInput(
    @Schema(description = "The model's name.", defaultValue = "default") String model,
    List<Triple> triples,
    List<String> prompts,
    List<String> positiveAnswers,
    List<String> negativeAnswers,
    @Schema(
            enumeration = {"caa", "pca", "few-shot", "steering-perceptrons"},
            defaultValue = "caa")
        String method,
    @Schema(
            description =
                "Layers, from 1; without it eight from two thirds of the depth on, which is a lot:"
                    + " one to four around the middle are better.")
        List<Integer> layers,
    @Schema(description = "What people call the vector; without it the method's name.") String name,
    String label,
    String category,
    @Schema(
            description = "Whether prompts are put into the model's chat template.",
            defaultValue = "false")
        Boolean chat,
    @Schema(
            description = "How many vectors a search tries after the method; few-shot: 64.",
            minimum = "0",
            maximum = "" + TrainingOptions.MAX_REFINE_STEPS)
        Integer refineSteps,
    @Schema(
            description =
                "What the search's result may cost: perplexity on neutral text, times unsteered.",
            defaultValue = "" + TrainingOptions.PERPLEXITY_LIMIT)
        Double perplexityLimit,
    @Schema(
            description = "Numbers smaller than this share of the greatest become 0.",
            minimum = "0",
            maximum = "1",
            defaultValue = "0")
        Double sparsityThreshold,
    @Schema(description = "Whether directions are scaled to length 1.", defaultValue = "false")
        Boolean unit,
    @Schema(
            description =
                "Whether all is computed apart from other requests, so that the same input gives"
                    + " the same bits.",
            defaultValue = "false")
        Boolean reproducible,
    @Schema(description = "Seed of all random numbers.", defaultValue = "0") Long seed) {

  /** A prompt with two answers. */
  @Schema(
      name = "ContrastTriple",
      description =
          "A prompt, an answer that shows the behaviour and one that lacks it; each optionally"
              + " under a system message of its own.")
  public record Triple(
      @Schema(required = true) String prompt,
      @Schema(required = true) String positiveAnswer,
      @Schema(required = true) String negativeAnswer,
      String positiveSystem,
      String negativeSystem) {

    /** From what the engine knows. */
    public static Triple of(ContrastTriple triple) {
      return new Triple(
          triple.prompt(),
          triple.positive(),
          triple.negative(),
          triple.positiveInstruction(),
          triple.negativeInstruction());
    }
  }

  /**
   * The triples.
   *
   * @throws InvalidRequestException naming the field, what must hold and the value given
   */
  public List<ContrastTriple> toTriples() {
    return toTriples(triples, prompts, positiveAnswers, negativeAnswers);
  }

  /**
   * Triples of either form.
   *
   * @throws InvalidRequestException naming the field, what must hold and the value given
   */
  public static List<ContrastTriple> toTriples(
      List<Triple> triples,
      List<String> prompts,
      List<String> positiveAnswers,
      List<String> negativeAnswers) {
    boolean lists = prompts != null || positiveAnswers != null || negativeAnswers != null;
    if (lists == (triples != null)) {
      throw new InvalidRequestException(
          "triples",
          "must be given, or prompts, positive_answers and negative_answers, and not both");
    }
    if (!lists) {
      return each("triples", triples.size(), i -> triple(triples.get(i)));
    }
    int count = size("prompts", prompts);
    for (String field : List.of("positive_answers", "negative_answers")) {
      int size = size(field, field.startsWith("pos") ? positiveAnswers : negativeAnswers);
      if (size != count) {
        throw new InvalidRequestException(
            field, "must hold as many entries as prompts, which are " + count + ", given " + size);
      }
    }
    return each(
        "prompts",
        count,
        i -> new ContrastTriple(prompts.get(i), positiveAnswers.get(i), negativeAnswers.get(i)));
  }

  private static int size(String field, List<String> list) {
    if (list == null) {
      throw new InvalidRequestException(field, "is required");
    }
    return list.size();
  }

  private static ContrastTriple triple(Triple t) {
    if (t == null) {
      throw new IllegalArgumentException("must be an object, given null");
    }
    return new ContrastTriple(
        t.prompt, t.positiveAnswer, t.negativeAnswer, t.positiveSystem, t.negativeSystem);
  }

  private static List<ContrastTriple> each(
      String field, int count, IntFunction<ContrastTriple> make) {
    if (count == 0 || count > VectorTrainer.MAX_TRIPLES) {
      throw new InvalidRequestException(
          field, "must hold 1 to " + VectorTrainer.MAX_TRIPLES + " entries, given " + count);
    }
    List<ContrastTriple> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int index = i;
      all.add(SteeringTermInput.refusing(field + "[" + i + "]", () -> make.apply(index)));
    }
    return all;
  }

  /**
   * The options.
   *
   * @throws InvalidRequestException naming the field, its limit and the value given
   */
  public TrainingOptions toOptions() {
    TrainingMethod chosen =
        method == null
            ? TrainingMethod.CAA
            : TrainingMethod.of(method)
                .orElseThrow(() ->
                    new InvalidRequestException(
                        "method",
                        "must be one of " + TrainingMethod.names() + ", given " + method));
    if (layers != null && layers.stream().anyMatch(Objects::isNull)) {
      throw new InvalidRequestException("layers", "must hold numbers, given null");
    }
    if (layers != null && layers.isEmpty()) {
      throw new InvalidRequestException("layers", "must name at least one layer, given []");
    }
    return TrainingOptions.builder(chosen)
        .layers(layers)
        .chat(chat)
        .refineSteps(refineSteps)
        .perplexityLimit(perplexityLimit)
        .sparsityThreshold(sparsityThreshold)
        .unit(unit)
        .reproducible(reproducible)
        .seed(seed)
        .build();
  }
}
