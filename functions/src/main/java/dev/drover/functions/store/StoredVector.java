package dev.drover.functions.store;

import dev.drover.engine.steering.SteeringVector;
import java.time.Instant;

/**
 * A steering vector as it is stored.
 *
 * @param id {@code sv_} and 12 lower-case letters and digits
 * @param name what people call it
 * @param label or null
 * @param category or null
 * @param method how it was made, such as {@code caa}
 * @param modelFingerprint the model whose residual stream it steers
 * @param modelName that model's name when it was made, for people
 * @param vector its directions, the very bits that were given
 * @param summary JSON text about its training, or null
 * @param createdAt to the microsecond, by the database's clock
 * @param updatedAt when its name, label or category last changed
 * @param version 1 at first, one more with each change
 */
public record StoredVector(
    String id,
    String name,
    String label,
    String category,
    String method,
    String modelFingerprint,
    String modelName,
    SteeringVector vector,
    String summary,
    Instant createdAt,
    Instant updatedAt,
    long version) {}
