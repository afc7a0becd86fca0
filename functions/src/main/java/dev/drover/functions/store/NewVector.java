package dev.drover.functions.store;

import dev.drover.engine.InvalidRequestException;
import dev.drover.engine.steering.SteeringVector;

/**
 * A steering vector that is not stored yet.
 *
 * @param labels its name, label and category
 * @param method how it was made, such as {@code caa}
 * @param modelFingerprint the model whose residual stream it steers
 * @param modelName that model's name, for people
 * @param vector its directions
 * @param summary JSON text about its training, or null
 */
public record NewVector(
    VectorLabels labels,
    String method,
    String modelFingerprint,
    String modelName,
    SteeringVector vector,
    String summary) {

  /**
   * Checks it against {@link StoreLimits}.
   *
   * @throws InvalidRequestException naming the field, the limit and the value
   */
  public NewVector {
    if (labels == null) {
      throw new InvalidRequestException("name", "is required");
    }
    StoreLimits.required("method", method, StoreLimits.MAX_WORD);
    StoreLimits.required("model_fingerprint", modelFingerprint, StoreLimits.MAX_FINGERPRINT);
    StoreLimits.name("model", modelName);
    StoreLimits.vector("vector", vector);
    StoreLimits.optional("summary", summary, StoreLimits.MAX_JSON);
  }
}
