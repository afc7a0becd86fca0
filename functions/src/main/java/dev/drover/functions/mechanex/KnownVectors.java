package dev.drover.functions.mechanex;

import dev.drover.engine.Engine;
import dev.drover.engine.InvalidRequestException;
import dev.drover.functions.Fault;
import dev.drover.functions.FaultException;
import dev.drover.functions.store.StoredVector;
import dev.drover.functions.store.VectorStore;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Stored vectors by the ids that requests name. */
@ApplicationScoped
public class KnownVectors {
  private static final String FIELD = "steering_vector_id";

  private final VectorStore vectors;

  @Inject
  KnownVectors(VectorStore vectors) {
    this.vectors = vectors;
  }

  /**
   * The vector of an id.
   *
   * @throws FaultException (UNKNOWN_VECTOR) if there is none
   * @throws InvalidRequestException if there is no id
   */
  StoredVector get(String id) {
    return vectors
        .get(Replies.required(FIELD, id))
        .orElseThrow(() -> {
          String rule = "names the unknown vector `" + id + "`";
          return new FaultException(
              new Fault(Fault.Kind.UNKNOWN_VECTOR, "`" + FIELD + "` " + rule, FIELD, rule, null));
        });
  }

  /**
   * The vector of an id, made for an engine's model.
   *
   * @throws FaultException (UNKNOWN_VECTOR) if there is none
   * @throws InvalidRequestException if there is no id, or the vector is another model's
   */
  StoredVector get(String id, Engine engine) {
    StoredVector vector = get(id);
    if (!vector.modelFingerprint().equals(engine.model().fingerprint())) {
      throw new InvalidRequestException(
          FIELD,
          "must name a vector of the model %s, given one of %s"
              .formatted(engine.model().name(), vector.modelName()));
    }
    return vector;
  }
}
