package dev.drover.engine.sampling;

import java.util.List;

/**
 * A way to choose the next token, by name.
 *
 * @param name canonical name, lower case with hyphens
 * @param aliases other names for it
 * @param description one sentence for users
 * @param need what a request or its model must have for it
 * @param truncations the truncations that the method makes of a request's options, in order; they
 *     run after bias, penalties, constraint and temperature, and a draw from what is left follows
 */
public record SamplingMethod(
    String name, List<String> aliases, String description, Need need, Plan truncations) {

  /** What a method cannot do without. */
  public enum Need {
    /** Nothing. */
    NOTHING,
    /** A constraint in the request. */
    CONSTRAINT,
    /** Vectors of the model's tokens. */
    TOKEN_VECTORS
  }

  /** Makes a request's truncations of its options. */
  @FunctionalInterface
  public interface Plan {
    /**
     * The truncations, in the order they apply; empty for none.
     *
     * @param vectors the tokens' vectors, or null where the method does not need them
     */
    List<Truncation> of(SamplingOptions options, TokenVectors vectors);
  }
}
