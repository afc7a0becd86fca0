package dev.drover.engine.steering;

import java.util.List;

/**
 * How one request steers. Its terms add up.
 *
 * @param terms in any number; none: unsteered
 * @param report whether the answer says what was applied
 */
public record SteeringPlan(List<SteeringTerm> terms, boolean report) {

  /** No steering. */
  public static final SteeringPlan NONE = new SteeringPlan(List.of(), false);

  /** Copies the terms. */
  public SteeringPlan {
    terms = List.copyOf(terms);
  }

  /** A plan of these terms, without a report. */
  public static SteeringPlan of(SteeringTerm... terms) {
    return new SteeringPlan(List.of(terms), false);
  }
}
