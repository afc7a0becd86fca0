package dev.drover.engine;

/**
 * What one step of an engine did.
 *
 * @param decoding sequences of which it decoded one generated token
 * @param promptTokens all other tokens it decoded: of prompts, and of sequences that were preempted
 * @param generatedTokens tokens drawn
 * @param stepNanos how long it took in all
 * @param decodeNanos of it inside the native library
 * @param sampleNanos of it from rows of logits to tokens, log-probabilities included
 * @param emitNanos of it from tokens to text and events
 */
public record StepReport(
    int decoding,
    int promptTokens,
    int generatedTokens,
    long stepNanos,
    long decodeNanos,
    long sampleNanos,
    long emitNanos) {}
