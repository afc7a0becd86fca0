package dev.drover.engine;

import dev.drover.engine.steering.SteeringPlan;

/**
 * What a member of an ensemble does otherwise than the request says; null: nothing.
 *
 * @param model the model's name
 * @param temperature as in the request; only where members write answers of their own
 * @param topK the same
 * @param topP the same
 * @param seed the same
 * @param steering what is added to the model's hidden states
 * @param adapter name of one of the model's LoRA adapters
 */
public record EnsembleMember(
    String model,
    Double temperature,
    Integer topK,
    Double topP,
    Long seed,
    SteeringPlan steering,
    String adapter) {

  /** A model that does what the request says. */
  public static EnsembleMember of(String model) {
    return new EnsembleMember(model, null, null, null, null, null, null);
  }

  /** Whether it draws in a way of its own. */
  boolean draws() {
    return temperature != null || topK != null || topP != null || seed != null;
  }
}
