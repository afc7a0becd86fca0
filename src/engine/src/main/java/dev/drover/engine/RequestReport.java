package dev.drover.engine;

import java.time.Instant;

/**
 * How a request went that has ended. A phase it did not reach took 0 ns.
 *
 * @param id what it was called when it was submitted
 * @param submitted when it was submitted
 * @param queuedNanos from then until the first step that worked on it
 * @param prefillNanos from then until its first token
 * @param decodeNanos from then until the end of its last choice
 * @param promptTokens tokens of its prompt
 * @param reusedTokens how many of them were in memory when it was given a place
 * @param generatedTokens tokens of all its choices
 * @param choices how many choices it had
 * @param reason why it ended; of several reasons the last in the order of {@link FinishReason}
 */
public record RequestReport(
    String id,
    Instant submitted,
    long queuedNanos,
    long prefillNanos,
    long decodeNanos,
    int promptTokens,
    int reusedTokens,
    int generatedTokens,
    int choices,
    FinishReason reason) {}
