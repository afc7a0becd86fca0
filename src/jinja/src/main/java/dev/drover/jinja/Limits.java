package dev.drover.jinja;

import java.time.Duration;
import java.util.Objects;

/**
 * What one template may use up. A chat template comes with an untrusted model file, so each render
 * is counted.
 *
 * @param steps work units of one render, at least 1: a statement, a loop turn, a call, an element
 *     that a built-in visits and every 16 characters of text that is made cost one each
 * @param depth nesting, at least 1: of tags and expressions in the source, of macro calls and
 *     recursive loops in a render, of containers within a value that is printed or compared
 * @param outputCharacters length of the output, and of any text made on the way, in UTF-16 units,
 *     at least 1
 * @param time wall time of one parse and of one render, more than zero
 */
public record Limits(long steps, int depth, int outputCharacters, Duration time) {

  /** Ten million steps, 200 levels, 16 Mi characters, ten seconds. */
  public static final Limits DEFAULT =
      new Limits(10_000_000, 200, 16 * 1024 * 1024, Duration.ofSeconds(10));

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a limit is out of its range
   */
  public Limits {
    Objects.requireNonNull(time, "time");
    atLeastOne("steps", steps);
    atLeastOne("depth", depth);
    atLeastOne("outputCharacters", outputCharacters);
    if (!time.isPositive()) {
      throw new IllegalArgumentException("`time` must be more than zero. Given: " + time);
    }
  }

  private static void atLeastOne(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException("`" + name + "` must be at least 1. Given: " + value);
    }
  }
}
