package dev.drover.llama;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;

/**
 * llama.cpp's own timings of a context since the last reset.
 *
 * @param promptTokens tokens computed in batches of more than one
 * @param promptMillis time they took
 * @param tokens tokens computed one by one
 * @param tokenMillis time they took
 */
public record Performance(int promptTokens, double promptMillis, int tokens, double tokenMillis) {

  /** What a {@code struct llama_perf_context_data} holds; both ABIs begin alike. */
  static Performance of(MemorySegment data) {
    return new Performance(
        data.get(JAVA_INT, 32),
        data.get(JAVA_DOUBLE, 16),
        data.get(JAVA_INT, 36),
        data.get(JAVA_DOUBLE, 24));
  }
}
