package dev.drover.engine.sampling;

import java.util.List;
import java.util.Map;

/**
 * How the next token is chosen. Valid when it comes out of a {@code GenerationRequest.Builder};
 * null means not given.
 *
 * @param method canonical name of the method in {@link SamplingMethods}
 * @param seed seed of the sequence's own random numbers
 * @param temperature divides the logits; 0 is greedy
 * @param adaptiveTemperature how the temperature follows the model's uncertainty, or null
 * @param topK how many of the most probable tokens stay, or null
 * @param topP probability mass of the most probable tokens that stay, or null
 * @param adaptiveTopP how far {@code topP} follows the model's uncertainty, or null
 * @param minP least probability, as a share of the greatest, of a token that stays, or null
 * @param typicalP probability mass of the most typical tokens that stay, or null
 * @param ads what the method {@code ads} does
 * @param xtc which probable tokens are left out, or null
 * @param penalties on tokens that were seen before
 * @param dry penalty on repetitions, or null
 * @param logitBias added to the logits of these token ids
 * @param badWords texts that must not appear
 * @param watermark a mark that the text carries, or null
 */
public record SamplingOptions(
    String method,
    long seed,
    double temperature,
    AdaptiveTemperature adaptiveTemperature,
    Integer topK,
    Double topP,
    Double adaptiveTopP,
    Double minP,
    Double typicalP,
    AdsOptions ads,
    Xtc xtc,
    PenaltyOptions penalties,
    DryOptions dry,
    Map<Integer, Double> logitBias,
    List<String> badWords,
    Watermark watermark) {}
