package dev.drover.engine;

import java.util.List;

/**
 * When a sequence ends. Valid when it comes out of {@link GenerationRequest.Builder}.
 *
 * @param maxNewTokens most tokens to generate, ≥ 1; {@link Integer#MAX_VALUE}: until the model ends
 *     or the context is full
 * @param minNewTokens tokens before which neither an end-of-generation token nor a stop token can
 *     be drawn, ≥ 0
 * @param ignoreEos whether end-of-generation tokens are never drawn
 * @param stop stop strings
 * @param includeStop whether the stop string stays at the end of the text
 * @param stopTokens stop token ids
 */
public record StoppingOptions(
    int maxNewTokens,
    int minNewTokens,
    boolean ignoreEos,
    List<String> stop,
    boolean includeStop,
    List<Integer> stopTokens) {}
