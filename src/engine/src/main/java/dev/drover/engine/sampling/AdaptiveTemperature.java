package dev.drover.engine.sampling;

/**
 * A temperature that follows the model's uncertainty, as llama.cpp's dynamic temperature does: from
 * {@code temperature - range}, where the model is sure, to {@code temperature + range}, where all
 * tokens are equally probable. In between it goes with the normalised entropy h (the entropy of
 * what bans, penalties and constraint leave, over the logarithm of how many tokens that are), as
 * {@code least + (most - least) · h^exponent}.
 *
 * @param range how far it goes to either side, ≥ 0; never below 0
 * @param exponent above 1 it stays low for longer, below 1 it rises sooner; &gt; 0
 */
public record AdaptiveTemperature(double range, double exponent) {

  /**
   * The temperature of one draw.
   *
   * @param temperature in the middle
   * @param evenness normalised entropy, 0 to 1
   */
  double of(double temperature, double evenness) {
    double least = Math.max(0, temperature - range);
    double most = temperature + range;
    return least + (most - least) * Math.pow(evenness, exponent);
  }
}
