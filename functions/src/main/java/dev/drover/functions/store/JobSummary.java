package dev.drover.functions.store;

import java.time.Instant;

/**
 * A stored job without its request, checkpoint and result; the fields are those of {@link
 * StoredJob}.
 */
public record JobSummary(
    String id,
    String kind,
    JobState state,
    String progress,
    String error,
    String owner,
    boolean cancelRequested,
    Instant heartbeat,
    Instant createdAt,
    Instant updatedAt,
    long version) {}
