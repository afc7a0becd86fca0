package dev.drover.engine.sampling;

import java.util.Map;

/**
 * How the next token is chosen. Valid when it comes out of a {@code GenerationRequest.Builder};
 * null means not given.
 *
 * @param method canonical name of the method in {@link SamplingMethods}
 * @param seed seed of the sequence's own random generator
 * @param temperature divides the logits; 0 is greedy
 * @param topK how many of the most probable tokens stay, or null
 * @param topP probability mass of the most probable tokens that stay, or null
 * @param minP least probability, as a share of the greatest, of a token that stays, or null
 * @param typicalP probability mass of the most typical tokens that stay, or null
 * @param repetitionPenalty divides positive and multiplies negative logits of tokens seen in prompt
 *     or output; 1 is off
 * @param frequencyPenalty subtracted from a token's logit once for each time it was generated
 * @param presencePenalty subtracted from the logit of each token that was generated
 * @param logitBias added to the logits of these token ids
 */
public record SamplingOptions(
    String method,
    long seed,
    double temperature,
    Integer topK,
    Double topP,
    Double minP,
    Double typicalP,
    double repetitionPenalty,
    double frequencyPenalty,
    double presencePenalty,
    Map<Integer, Double> logitBias) {}
