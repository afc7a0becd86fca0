package dev.drover.engine;

/**
 * What a caller may know of the model an engine serves.
 *
 * @param name the name requests use
 * @param description architecture, size and quantisation in words
 * @param parameters number of weights
 * @param bytes size of the weights in memory
 * @param vocabularySize number of tokens
 * @param contextLength the longest sequence served, prompt and output together, in tokens; of a
 *     model that only embeds, the longest input
 * @param layers number of blocks
 * @param width size of the residual stream
 * @param embeddingWidth dimensions of an embedding
 * @param generates whether it writes text; false for one that only embeds
 * @param chat whether the model brings a chat template
 * @param steerable whether requests may steer it and read its hidden states
 * @param fingerprint the same for every quantisation of a model, which share their vectors
 * @param loadedAt when it was loaded, seconds since the epoch
 * @param library the native library in words, such as {@code llama.cpp v0.5.0}
 */
public record ModelInfo(
    String name,
    String description,
    long parameters,
    long bytes,
    int vocabularySize,
    int contextLength,
    int layers,
    int width,
    int embeddingWidth,
    boolean generates,
    boolean chat,
    boolean steerable,
    String fingerprint,
    long loadedAt,
    String library) {}
