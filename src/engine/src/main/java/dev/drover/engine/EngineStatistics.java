package dev.drover.engine;

/**
 * Counters of an engine since it was opened, and its state at one moment.
 *
 * @param waiting requests that wait for a place in the batch
 * @param running sequences in the batch
 * @param cells tokens held in the model's memory now
 * @param cellCapacity tokens the model's memory holds at most
 * @param steps steps taken
 * @param promptTokens prompt tokens decoded
 * @param generatedTokens tokens generated
 * @param finished choices that ended
 * @param cancelled choices that were cancelled
 * @param failed choices that ended with an error
 * @param preempted times a sequence gave its memory to an older one and was computed again
 * @param stepNanos time spent in steps
 * @param decodeNanos time of it spent inside the native library
 */
public record EngineStatistics(
    int waiting,
    int running,
    int cells,
    int cellCapacity,
    long steps,
    long promptTokens,
    long generatedTokens,
    long finished,
    long cancelled,
    long failed,
    long preempted,
    long stepNanos,
    long decodeNanos) {}
