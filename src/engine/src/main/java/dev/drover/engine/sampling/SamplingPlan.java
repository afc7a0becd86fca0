package dev.drover.engine.sampling;

import java.util.List;

/**
 * A request's sampling, prepared once for all of its choices: what takes time is done here and not
 * on the engine's thread. Immutable, but for the vectors that it refers to.
 */
public final class SamplingPlan {
  /** Below this a temperature is as good as 0, and logits over it might overflow. */
  static final double COLDEST = 1e-5;

  final SamplingOptions options;
  final TokenTable table;
  final int[] biased;
  final float[] bias;
  final boolean greedy;
  final Truncation[] truncations;

  /** Null without bad words. */
  final BadWords badWords;

  final ByteWords breakers;

  /**
   * Prepares options.
   *
   * @param options valid options; biased token ids lie within the vocabulary
   * @param table the model's tokens
   * @throws IllegalArgumentException if the method needs vectors and there are none
   */
  public SamplingPlan(SamplingOptions options, TokenTable table) {
    this.options = options;
    this.table = table;
    biased = options.logitBias().keySet().stream().mapToInt(Integer::intValue).toArray();
    bias = new float[biased.length];
    for (int i = 0; i < biased.length; i++) {
      bias[i] = options.logitBias().get(biased[i]).floatValue();
    }
    greedy = options.temperature() < COLDEST || options.method().equals("greedy");
    if (needsVectors() && table.vectors() == null) {
      throw new IllegalArgumentException("there are no vectors for " + options.method());
    }
    truncations =
        SamplingMethods.truncations(options, greedy, table.vectors()).toArray(Truncation[]::new);
    badWords = options.badWords().isEmpty() ? null : new BadWords(options.badWords(), table);
    breakers = new ByteWords(options.dry() == null ? List.of() : options.dry().breakers());
  }

  private boolean needsVectors() {
    return SamplingMethods.get(options.method()).need() == SamplingMethod.Need.TOKEN_VECTORS;
  }
}
