package dev.drover.functions.store;

import dev.drover.engine.InvalidRequestException;
import dev.drover.engine.steering.SteeringVector;

/**
 * A behaviour that is not stored yet.
 *
 * @param name unique
 * @param description or null
 * @param vectorId the stored vector that steers, or null
 * @param baseline per layer, the direction that is detected
 * @param threshold the cosine similarity from which on it is detected, -1 to 1
 * @param modelFingerprint the model whose hidden states these are
 */
public record NewBehavior(
    String name,
    String description,
    String vectorId,
    SteeringVector baseline,
    double threshold,
    String modelFingerprint) {

  /**
   * Checks it against {@link StoreLimits}.
   *
   * @throws dev.drover.engine.InvalidRequestException naming the field, the limit and the value
   */
  public NewBehavior {
    StoreLimits.name("name", name);
    StoreLimits.optional("description", description, StoreLimits.MAX_TEXT);
    StoreLimits.optional("vector_id", vectorId, StoreLimits.MAX_WORD);
    StoreLimits.vector("baseline", baseline);
    if (!(threshold >= -1 && threshold <= 1)) {
      throw new InvalidRequestException(
          "threshold", "must be between -1 and 1, given " + threshold);
    }
    StoreLimits.required("model_fingerprint", modelFingerprint, StoreLimits.MAX_FINGERPRINT);
  }
}
