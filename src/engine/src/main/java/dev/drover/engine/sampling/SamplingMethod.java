package dev.drover.engine.sampling;

import java.util.List;

/**
 * A way to choose the next token, by name.
 *
 * @param name canonical name, lower case with hyphens
 * @param aliases other names for it
 * @param description one sentence for users
 * @param truncations the truncations that the method makes of a request's options, in order; they
 *     run after bias, penalties and temperature, and a draw from what is left follows
 */
public record SamplingMethod(
    String name, List<String> aliases, String description, Plan truncations) {

  /** Makes a sequence's truncations of its options. */
  @FunctionalInterface
  public interface Plan {
    /** The truncations, in the order they apply; empty for none. */
    List<Truncation> of(SamplingOptions options);
  }
}
