package dev.drover.engine.sampling;

/**
 * Penalties on tokens that were seen before.
 *
 * @param repetition divides positive and multiplies negative logits of tokens seen in prompt or
 *     output; 1 is off
 * @param frequency subtracted from a token's logit once for each time it was generated
 * @param presence subtracted from the logit of each token that was generated
 * @param lastN how many of the last tokens of prompt and output count for the three; -1 for all
 */
public record PenaltyOptions(double repetition, double frequency, double presence, int lastN) {
  /** Whether they change nothing. */
  boolean areOff() {
    return lastN == 0 || (repetition == 1 && frequency == 0 && presence == 0);
  }
}
