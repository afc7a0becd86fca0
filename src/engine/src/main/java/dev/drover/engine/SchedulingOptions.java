package dev.drover.engine;

import java.time.Duration;

/**
 * How a request shares the engine with others.
 *
 * @param priority {@link Limits#LEAST_PRIORITY} to {@link Limits#GREATEST_PRIORITY}; the lower is
 *     served first and may displace the higher
 * @param client whose request this is; clients of one priority get equal shares, and all requests
 *     without a client (empty) count as one
 * @param deadline from submission on, after which the request ends; null for none
 */
public record SchedulingOptions(int priority, String client, Duration deadline) {}
