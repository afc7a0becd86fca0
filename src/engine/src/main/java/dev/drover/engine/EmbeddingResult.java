package dev.drover.engine;

import java.util.List;

/**
 * The vectors of a request's inputs.
 *
 * @param embeddings one an input, in the order of the inputs, all of the same length: the request's
 *     dimensions, or the model's {@link ModelInfo#embeddingWidth}
 * @param promptTokens tokens of all inputs
 */
public record EmbeddingResult(List<float[]> embeddings, int promptTokens) {}
