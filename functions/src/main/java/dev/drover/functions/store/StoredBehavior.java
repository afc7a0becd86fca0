package dev.drover.functions.store;

import dev.drover.engine.steering.SteeringVector;
import java.time.Instant;

/**
 * A behaviour that is watched for in hidden states and steered against.
 *
 * @param id {@code bh_} and 12 lower-case letters and digits
 * @param name unique
 * @param description or null
 * @param vectorId the vector that steers, or null if there is none or it was deleted
 * @param baseline per layer, the direction that is detected
 * @param threshold the cosine similarity from which on it is detected, -1 to 1
 * @param modelFingerprint the model whose hidden states these are
 * @param createdAt to the microsecond, by the database's clock
 * @param version 1 at first, one more with each change
 */
public record StoredBehavior(
    String id,
    String name,
    String description,
    String vectorId,
    SteeringVector baseline,
    double threshold,
    String modelFingerprint,
    Instant createdAt,
    long version) {}
