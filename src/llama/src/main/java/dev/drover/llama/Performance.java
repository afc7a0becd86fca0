package dev.drover.llama;

/**
 * llama.cpp's own timings of a context since the last reset.
 *
 * @param promptTokens tokens computed in batches of more than one
 * @param promptMillis time they took
 * @param tokens tokens computed one by one
 * @param tokenMillis time they took
 */
public record Performance(int promptTokens, double promptMillis, int tokens, double tokenMillis) {}
