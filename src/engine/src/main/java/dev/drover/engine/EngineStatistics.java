package dev.drover.engine;

/**
 * Counters of an engine since it was opened, and its state at one moment.
 *
 * @param waiting requests that wait for a place in the batch
 * @param running sequences in the batch, and requests for embeddings under way
 * @param cells tokens that running sequences hold in the model's memory now
 * @param cachedCells tokens in memory that ended sequences have left for requests that begin alike
 * @param cellCapacity tokens the model's memory holds at most
 * @param steps steps taken
 * @param promptTokens prompt tokens decoded
 * @param generatedTokens tokens generated
 * @param embeddedTokens tokens of inputs that became embeddings
 * @param admittedTokens prompt tokens of the requests that were given a place
 * @param reusedTokens how many of them were in memory already
 * @param draftedTokens tokens that were guessed and computed
 * @param acceptedTokens how many of them were right
 * @param evictedTokens tokens that had to leave memory for others
 * @param finished choices that ended
 * @param cancelled choices that were cancelled
 * @param failed choices that ended with an error
 * @param cut choices that a deadline or a slow reader ended
 * @param preempted times a sequence gave its memory to an older one and was computed again
 * @param integrityFailures times the engine's books and the model's memory did not agree
 * @param stepNanos time spent in steps
 * @param decodeNanos time of it spent inside the native library
 * @param sampleNanos time of it spent from rows of logits to tokens
 * @param emitNanos time of it spent from tokens to text and events
 */
public record EngineStatistics(
    int waiting,
    int running,
    int cells,
    int cachedCells,
    int cellCapacity,
    long steps,
    long promptTokens,
    long generatedTokens,
    long embeddedTokens,
    long admittedTokens,
    long reusedTokens,
    long draftedTokens,
    long acceptedTokens,
    long evictedTokens,
    long finished,
    long cancelled,
    long failed,
    long cut,
    long preempted,
    long integrityFailures,
    long stepNanos,
    long decodeNanos,
    long sampleNanos,
    long emitNanos) {}
