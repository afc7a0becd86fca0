package dev.drover.functions.store;

import java.time.Instant;
import java.util.List;

/**
 * A stored behaviour without its numbers; the fields are those of {@link StoredBehavior}.
 *
 * @param layers the layers in which it is detected, ascending
 * @param width numbers in each direction
 */
public record BehaviorSummary(
    String id,
    String name,
    String description,
    String vectorId,
    List<Integer> layers,
    int width,
    String modelFingerprint,
    Instant createdAt,
    long version) {}
