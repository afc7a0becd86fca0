package dev.drover.functions.store;

import java.time.Instant;
import java.util.List;

/**
 * A stored steering vector without its numbers and its training summary; the fields are those of
 * {@link StoredVector}.
 *
 * @param layers the layers it has a direction for, ascending
 * @param width numbers in each direction
 */
public record VectorSummary(
    String id,
    String name,
    String label,
    String category,
    String method,
    String modelFingerprint,
    String modelName,
    List<Integer> layers,
    int width,
    Instant createdAt,
    Instant updatedAt,
    long version) {}
