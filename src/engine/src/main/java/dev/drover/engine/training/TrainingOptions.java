package dev.drover.engine.training;

import dev.drover.engine.InvalidRequestException;
import java.util.Collection;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How to make a vector.
 *
 * @param method how directions are found
 * @param layers where; null for {@link #defaultLayers}
 * @param chat whether prompts are put into the model's chat template, answers being the assistant's
 *     turn; else prompt and answer are one text
 * @param refineSteps how many vectors the search tries after the method has found its direction, 0
 *     to {@link #MAX_REFINE_STEPS}; each costs a pass over all triples
 * @param perplexityLimit what the search's result may cost at most: perplexity on neutral text,
 *     steered over unsteered, more than 1
 * @param sparsityThreshold numbers smaller than this share of a direction's greatest become 0, 0 to
 *     1
 * @param unit whether each direction is scaled to length 1
 * @param reproducible whether everything is computed apart from other requests, so that the same
 *     triples and seed give the same bits; without it they differ by rounding
 * @param seed of all random numbers
 */
public record TrainingOptions(
    TrainingMethod method,
    SortedSet<Integer> layers,
    boolean chat,
    int refineSteps,
    double perplexityLimit,
    double sparsityThreshold,
    boolean unit,
    boolean reproducible,
    long seed) {

  /** Most vectors that a search may try. */
  public static final int MAX_REFINE_STEPS = 10_000;

  /** How many vectors {@link TrainingMethod#FEW_SHOT} tries unless told. */
  public static final int FEW_SHOT_STEPS = 64;

  /** What the result of a search may cost unless told. */
  public static final double PERPLEXITY_LIMIT = 1.5;

  private static final int MOST_DEFAULT_LAYERS = 8;

  /**
   * Checks the ranges.
   *
   * @throws InvalidRequestException naming the field, its limit and the value given
   */
  public TrainingOptions {
    if (layers != null) {
      layers = Collections.unmodifiableSortedSet(new TreeSet<>(layers));
      check(!layers.isEmpty(), "layer_idxs", "must name at least one layer, given []");
    }
    check(
        refineSteps >= 0 && refineSteps <= MAX_REFINE_STEPS,
        "refine_steps",
        "must be between 0 and " + MAX_REFINE_STEPS + ", given " + refineSteps);
    check(
        perplexityLimit > 1 && perplexityLimit <= 100,
        "perplexity_limit",
        "must be greater than 1 and at most 100, given " + perplexityLimit);
    check(
        sparsityThreshold >= 0 && sparsityThreshold <= 1,
        "sparsity_threshold",
        "must be between 0 and 1, given " + sparsityThreshold);
  }

  private static void check(boolean holds, String field, String rule) {
    if (!holds) {
      throw new InvalidRequestException(field, rule);
    }
  }

  /** The defaults of a method. */
  public static TrainingOptions of(TrainingMethod method) {
    return builder(method).build();
  }

  /** A builder that holds the defaults of a method. */
  public static Builder builder(TrainingMethod method) {
    return new Builder(method);
  }

  /** Mechanex's layers: from two thirds of the depth on, at most eight. */
  public static SortedSet<Integer> defaultLayers(int modelLayers) {
    int first = Math.max(1, 2 * modelLayers / 3);
    return IntStream.range(first, Math.min(modelLayers, first + MOST_DEFAULT_LAYERS))
        .boxed()
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Gathers what differs from the defaults. Setters take null for "not given". */
  public static final class Builder {
    private final TrainingMethod method;
    private Collection<Integer> layers;
    private Boolean chat;
    private Integer refineSteps;
    private Double perplexityLimit;
    private Double sparsityThreshold;
    private Boolean unit;
    private Boolean reproducible;
    private Long seed;

    private Builder(TrainingMethod method) {
      this.method = method;
    }

    /** Where; default {@link TrainingOptions#defaultLayers}. */
    public Builder layers(Collection<Integer> value) {
      layers = value;
      return this;
    }

    /** Whether the chat template is used; default false. */
    public Builder chat(Boolean value) {
      chat = value;
      return this;
    }

    /**
     * How many vectors a search tries; default {@link TrainingOptions#FEW_SHOT_STEPS} for {@link
     * TrainingMethod#FEW_SHOT}, else 0.
     */
    public Builder refineSteps(Integer value) {
      refineSteps = value;
      return this;
    }

    /** What the search's result may cost; default {@link #PERPLEXITY_LIMIT}. */
    public Builder perplexityLimit(Double value) {
      perplexityLimit = value;
      return this;
    }

    /** Below which share of the greatest a number becomes 0; default 0. */
    public Builder sparsityThreshold(Double value) {
      sparsityThreshold = value;
      return this;
    }

    /** Whether directions have length 1; default false. */
    public Builder unit(Boolean value) {
      unit = value;
      return this;
    }

    /** Whether the model computes apart from other requests; default false. */
    public Builder reproducible(Boolean value) {
      reproducible = value;
      return this;
    }

    /** Seed of all random numbers; default 0. */
    public Builder seed(Long value) {
      seed = value;
      return this;
    }

    /**
     * The options.
     *
     * @throws InvalidRequestException naming the field, its limit and the value given
     */
    public TrainingOptions build() {
      int steps = method == TrainingMethod.FEW_SHOT ? FEW_SHOT_STEPS : 0;
      return new TrainingOptions(
          method,
          layers == null ? null : new TreeSet<>(layers),
          Boolean.TRUE.equals(chat),
          refineSteps == null ? steps : refineSteps,
          perplexityLimit == null ? PERPLEXITY_LIMIT : perplexityLimit,
          sparsityThreshold == null ? 0 : sparsityThreshold,
          Boolean.TRUE.equals(unit),
          Boolean.TRUE.equals(reproducible),
          seed == null ? 0 : seed);
    }
  }
}
