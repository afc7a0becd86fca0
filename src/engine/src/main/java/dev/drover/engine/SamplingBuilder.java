package dev.drover.engine;

import dev.drover.engine.sampling.AdaptiveTemperature;
import dev.drover.engine.sampling.AdsOptions;
import dev.drover.engine.sampling.DryOptions;
import dev.drover.engine.sampling.SamplingMethods;
import dev.drover.engine.sampling.SamplingOptions;
import dev.drover.engine.sampling.Watermark;
import dev.drover.engine.sampling.Xtc;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/**
 * The part of {@link GenerationRequest.Builder} that says how tokens are drawn.
 *
 * @param <B> the builder
 */
public abstract class SamplingBuilder<B extends SamplingBuilder<B>> {
  Long seed;
  String method;
  Double temperature;
  Integer topK;
  Double topP;
  Double minP;
  Double typicalP;
  Double repetitionPenalty;
  Double frequencyPenalty;
  Double presencePenalty;
  Integer penaltyLastN;
  Supplier<AdsOptions> ads = () -> SamplingLimits.ads(null, null);
  Supplier<Xtc> xtc = () -> null;
  Supplier<DryOptions> dry = () -> null;
  Supplier<AdaptiveTemperature> adaptiveTemperature = () -> null;
  Supplier<Double> adaptiveTopP = () -> null;
  Supplier<Watermark> watermark = () -> null;
  List<String> badWords;
  Map<Integer, Double> logitBias;

  SamplingBuilder() {}

  abstract B self();

  /** Seed of the random generator, any 64-bit value; default: drawn at random. */
  public B seed(Long value) {
    seed = value;
    return self();
  }

  /**
   * Name or alias of a method of {@link SamplingMethods}; default {@code multinomial}: every
   * truncation that is given applies.
   */
  public B method(String value) {
    method = value;
    return self();
  }

  /** 0 (greedy) to {@link Limits#MAX_TEMPERATURE}; default 1. */
  public B temperature(Double value) {
    temperature = value;
    return self();
  }

  /** ≥ 0, 0 is off; default off, or 50 with method {@code top-k}. */
  public B topK(Integer value) {
    topK = value;
    return self();
  }

  /** 0 &lt; p ≤ 1; default off, or 0.9 with method {@code top-p}. */
  public B topP(Double value) {
    topP = value;
    return self();
  }

  /** 0 ≤ p ≤ 1; default off, or 0.05 with method {@code min-p}. */
  public B minP(Double value) {
    minP = value;
    return self();
  }

  /** 0 &lt; p ≤ 1; default off, or 0.95 with method {@code typical}. */
  public B typicalP(Double value) {
    typicalP = value;
    return self();
  }

  /** 0 &lt; penalty ≤ {@link Limits#MAX_REPETITION_PENALTY}; default 1 (off). */
  public B repetitionPenalty(Double value) {
    repetitionPenalty = value;
    return self();
  }

  /** -2 to 2; default 0. */
  public B frequencyPenalty(Double value) {
    frequencyPenalty = value;
    return self();
  }

  /** -2 to 2; default 0. */
  public B presencePenalty(Double value) {
    presencePenalty = value;
    return self();
  }

  /** How many of the last tokens the three penalties count, ≥ -1; default -1 (all). */
  public B penaltyLastN(Integer value) {
    penaltyLastN = value;
    return self();
  }

  /** Of the method {@code ads}: 1 to 64 tokens, default 8; β from 0 to 1, default 0.3. */
  public B ads(Integer subsetSize, Double beta) {
    ads = () -> SamplingLimits.ads(subsetSize, beta);
    return self();
  }

  /** Both 0 to 1; default 0 (off) and 0.1. */
  public B xtc(Double probability, Double threshold) {
    xtc = () -> SamplingLimits.xtc(probability, threshold);
    return self();
  }

  /** See {@link DryOptions}; default multiplier 0 (off), 1.75, 2, -1, its breakers. */
  public B dry(
      Double multiplier, Double base, Integer allowedLength, Integer lastN, List<String> breakers) {
    dry = () -> SamplingLimits.dry(multiplier, base, allowedLength, lastN, breakers);
    return self();
  }

  /** Default off; by {@code on} alone half the temperature and 1. */
  public B adaptiveTemperature(Boolean on, Double range, Double exponent) {
    adaptiveTemperature =
        () -> SamplingLimits.adaptiveTemperature(on, range, exponent, temperature);
    return self();
  }

  /** Default off; by {@code on} alone as far as there is room on both sides. */
  public B adaptiveTopP(Boolean on, Double range) {
    adaptiveTopP = () -> SamplingLimits.adaptiveTopP(on, range, topP);
    return self();
  }

  /** Default off; by {@code on} alone as {@link Watermark} says. */
  public B watermark(Boolean on, Double gamma, Double delta, Long key) {
    watermark = () -> SamplingLimits.watermark(on, gamma, delta, key);
    return self();
  }

  /** Texts that must not appear, at most {@link SamplingLimits#MAX_BAD_WORDS}; default none. */
  public B badWords(List<String> value) {
    badWords = value;
    return self();
  }

  /** Token id to a bias of -100 to 100, at most {@link Limits#MAX_LOGIT_BIAS}; default none. */
  public B logitBias(Map<Integer, Double> value) {
    logitBias = value;
    return self();
  }

  /**
   * Checks them.
   *
   * @throws InvalidRequestException for the first option that breaks its limit
   */
  SamplingOptions sampling() {
    return new SamplingOptions(
        Limits.method(method),
        seed == null ? ThreadLocalRandom.current().nextLong() : seed,
        Limits.between("temperature", temperature, 0, Limits.MAX_TEMPERATURE, 1.0),
        adaptiveTemperature.get(),
        topK == null ? null : Limits.atLeast("top_k", topK, 0, null),
        Limits.share("top_p", topP, false),
        adaptiveTopP.get(),
        Limits.share("min_p", minP, true),
        Limits.share("typical_p", typicalP, false),
        ads.get(),
        xtc.get(),
        SamplingLimits.penalties(
            repetitionPenalty, frequencyPenalty, presencePenalty, penaltyLastN),
        dry.get(),
        Limits.logitBias(logitBias),
        SamplingLimits.badWords(badWords),
        watermark.get());
  }
}
