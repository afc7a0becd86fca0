package dev.drover.engine;

import dev.drover.engine.steering.SteeringGate;
import dev.drover.engine.steering.SteeringPlan;
import dev.drover.engine.steering.SteeringSource;
import dev.drover.engine.steering.SteeringTerm;
import dev.drover.engine.steering.SteeringVector;
import java.util.SortedSet;

/** The rules of {@link Limits} about what is added to hidden states or read from them. */
public final class SteeringLimits {
  private static final String STEERING = "steering";

  private SteeringLimits() {}

  static SteeringPlan plan(SteeringPlan plan) {
    if (plan == null) {
      return SteeringPlan.NONE;
    }
    Limits.atMost(STEERING, "terms", plan.terms().size(), Limits.MAX_STEERING_TERMS);
    for (SteeringTerm term : plan.terms()) {
      strength(term);
    }
    return plan;
  }

  /** Refuses a vector, found by now, that does not fit the model. */
  static void term(SteeringTerm term, ModelInfo model) {
    SteeringVector vector = ((SteeringSource.Inline) term.source()).vector();
    vector(STEERING, vector, model);
    if (term.layers() != null && !vector.layers().containsAll(term.layers())) {
      throw new InvalidRequestException(
          "steering.layers",
          "must be some of the vector's " + vector.layers() + ", given " + term.layers());
    }
    strength(term);
    double added = Math.abs(term.strength()) * vector.greatest();
    if (added > Limits.MAX_ADDED) {
      // Hidden states must stay finite: not-a-number in memory spreads to neighbours in b4916.
      throw new InvalidRequestException(
          STEERING, "must add numbers of at most %s, given %s".formatted(Limits.MAX_ADDED, added));
    }
    SteeringGate gate = term.gate();
    if (gate != null) {
      width(STEERING, "gate", gate.direction().length, model);
      int first = term.layers() == null ? vector.layers().first() : term.layers().first();
      if (gate.layer() > first) {
        throw new InvalidRequestException(
            "steering.gate",
            "must read layer %d, the first that is steered, or an earlier one, given %d"
                .formatted(first, gate.layer()));
      }
    }
  }

  /**
   * Refuses a vector that a model cannot be steered by.
   *
   * @param field what the vector came as
   * @throws InvalidRequestException naming the field, what must hold and the value given
   */
  public static void vector(String field, SteeringVector vector, ModelInfo model) {
    if (!model.steerable()) {
      throw new InvalidRequestException(
          field, "must be absent: the hidden states of " + model.name() + " cannot be reached");
    }
    width(field, "vector", vector.width(), model);
    layers(field, vector.layers(), model);
  }

  /** Refuses to reach hidden states that the library does not show. */
  static void tap(ModelInfo model, boolean works) {
    if (!works) {
      throw new InvalidRequestException(
          STEERING,
          "must be absent: %s does not show the hidden states of %s"
              .formatted(model.library(), model.name()));
    }
  }

  private static void width(String field, String what, int width, ModelInfo model) {
    if (width != model.width()) {
      throw new InvalidRequestException(
          field,
          "must have a %s of width %d, as %s has, given %d"
              .formatted(what, model.width(), model.name(), width));
    }
  }

  /**
   * Refuses layers that a model does not have.
   *
   * @throws InvalidRequestException naming the field, the limits and the value given
   */
  public static void layers(String field, SortedSet<Integer> layers, ModelInfo model) {
    for (int layer : layers) {
      if (layer < 1 || layer > model.layers()) {
        throw new InvalidRequestException(
            field, "must have layers from 1 to " + model.layers() + ", given " + layer);
      }
    }
  }

  /** Refuses to read what the prompt or the model does not have. */
  static void states(StateReading reading, int promptLength, ModelInfo model) {
    if (reading == null) {
      return;
    }
    String field = "hidden_states";
    if (!model.steerable()) {
      throw new InvalidRequestException(
          field, "must be absent: those of " + model.name() + " cannot be reached");
    }
    layers(field, reading.layers(), model);
    if (reading.start() >= promptLength) {
      throw new InvalidRequestException(
          field,
          "must begin before the prompt's end at %d, given %d"
              .formatted(promptLength, reading.start()));
    }
  }

  private static void strength(SteeringTerm term) {
    Limits.between(
        "steering.strength", term.strength(), -Limits.MAX_STRENGTH, Limits.MAX_STRENGTH, 0.0);
  }
}
