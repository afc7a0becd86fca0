package dev.drover.engine.sampling;

import java.util.List;

/**
 * Options of {@link Dry}.
 *
 * @param multiplier the penalty on a token that would make a repetition one longer than allowed; 0
 *     is off
 * @param base by how much the penalty grows with each further token, ≥ 1
 * @param allowedLength how long a repetition may become without a penalty, in tokens, ≥ 1
 * @param lastN how many of the last tokens are looked through; -1 for all, 0 is off
 * @param breakers texts over which no repetition reaches
 */
public record DryOptions(
    double multiplier, double base, int allowedLength, int lastN, List<String> breakers) {
  /** What the penalty grows by unless given. */
  public static final double BASE = 1.75;

  /** How long a repetition may be unless given. */
  public static final int ALLOWED_LENGTH = 2;

  /** Texts that break a repetition unless given. */
  public static final List<String> BREAKERS = List.of("\n", ":", "\"", "*");

  /** Copies the list. */
  public DryOptions {
    breakers = List.copyOf(breakers);
  }
}
