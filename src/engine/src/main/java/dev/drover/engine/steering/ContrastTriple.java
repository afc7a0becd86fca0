package dev.drover.engine.steering;

import java.util.Objects;

/**
 * A question with an answer that shows a behaviour and one that lacks it: what vectors are made of.
 *
 * @param prompt what is asked
 * @param positive an answer that shows the behaviour
 * @param negative an answer that lacks it; may equal {@code positive} where the instructions differ
 * @param positiveInstruction system message under which the positive answer is given, or null
 * @param negativeInstruction system message under which the negative answer is given, or null
 */
public record ContrastTriple(
    String prompt,
    String positive,
    String negative,
    String positiveInstruction,
    String negativeInstruction) {

  /**
   * Refuses what shows no contrast.
   *
   * @throws IllegalArgumentException if the prompt or an answer is missing or empty, or the two
   *     sides do not differ
   */
  public ContrastTriple {
    require(prompt, "prompt");
    require(positive, "positive_answer");
    require(negative, "negative_answer");
    if (positive.equals(negative) && Objects.equals(positiveInstruction, negativeInstruction)) {
      throw new IllegalArgumentException("must have two sides that differ, given twice the same");
    }
  }

  /** A triple without instructions. */
  public ContrastTriple(String prompt, String positive, String negative) {
    this(prompt, positive, negative, null, null);
  }

  private static void require(String value, String field) {
    if (value == null || value.isEmpty()) {
      throw new IllegalArgumentException("must have a " + field + " that is not empty");
    }
  }
}
