package dev.drover.langchain4j;

import dev.drover.engine.GenerationRequest;
import dev.drover.engine.sampling.AdaptiveTemperature;
import dev.drover.engine.sampling.AdsOptions;
import dev.drover.engine.sampling.DryOptions;
import dev.drover.engine.sampling.Watermark;
import dev.drover.engine.sampling.Xtc;
import java.util.List;

/**
 * The engine's rarer ways to sample. Null means not given. Nothing is checked here: the model
 * checks each request as a whole.
 *
 * @param ads what the method {@code ads} does
 * @param adaptiveTemperature how the temperature follows the model's uncertainty
 * @param adaptiveTopP how far the mass of {@code top_p} follows the model's uncertainty, 0 to 1
 * @param xtc which probable tokens are left out
 * @param dry penalty on repetitions
 * @param penaltyLastN how many of the last tokens the other penalties count, -1 for all
 * @param badWords texts that must not appear
 * @param watermark a mark that the text carries
 */
public record SamplingExtras(
    AdsOptions ads,
    AdaptiveTemperature adaptiveTemperature,
    Double adaptiveTopP,
    Xtc xtc,
    DryOptions dry,
    Integer penaltyLastN,
    List<String> badWords,
    Watermark watermark) {
  /** Nothing given. */
  public static final SamplingExtras NONE =
      new SamplingExtras(null, null, null, null, null, null, null, null);

  /** Copies the list. */
  public SamplingExtras {
    badWords = badWords == null ? null : List.copyOf(badWords);
  }

  /** The same with other options of {@code ads}. */
  public SamplingExtras withAds(AdsOptions value) {
    return new SamplingExtras(
        value, adaptiveTemperature, adaptiveTopP, xtc, dry, penaltyLastN, badWords, watermark);
  }

  /** The same with another adaptive temperature. */
  public SamplingExtras withAdaptiveTemperature(AdaptiveTemperature value) {
    return new SamplingExtras(
        ads, value, adaptiveTopP, xtc, dry, penaltyLastN, badWords, watermark);
  }

  /** The same with another range of the mass. */
  public SamplingExtras withAdaptiveTopP(Double value) {
    return new SamplingExtras(
        ads, adaptiveTemperature, value, xtc, dry, penaltyLastN, badWords, watermark);
  }

  /** The same with another exclusion of top choices. */
  public SamplingExtras withXtc(Xtc value) {
    return new SamplingExtras(
        ads, adaptiveTemperature, adaptiveTopP, value, dry, penaltyLastN, badWords, watermark);
  }

  /** The same with another penalty on repetitions. */
  public SamplingExtras withDry(DryOptions value) {
    return new SamplingExtras(
        ads, adaptiveTemperature, adaptiveTopP, xtc, value, penaltyLastN, badWords, watermark);
  }

  /** The same with another window of the other penalties. */
  public SamplingExtras withPenaltyLastN(Integer value) {
    return new SamplingExtras(
        ads, adaptiveTemperature, adaptiveTopP, xtc, dry, value, badWords, watermark);
  }

  /** The same with other texts that must not appear. */
  public SamplingExtras withBadWords(List<String> value) {
    return new SamplingExtras(
        ads, adaptiveTemperature, adaptiveTopP, xtc, dry, penaltyLastN, value, watermark);
  }

  /** The same with another watermark. */
  public SamplingExtras withWatermark(Watermark value) {
    return new SamplingExtras(
        ads, adaptiveTemperature, adaptiveTopP, xtc, dry, penaltyLastN, badWords, value);
  }

  void applyTo(GenerationRequest.Builder builder) {
    if (ads != null) {
      builder.ads(ads.subsetSize(), ads.beta());
    }
    if (adaptiveTemperature != null) {
      builder.adaptiveTemperature(
          true, adaptiveTemperature.range(), adaptiveTemperature.exponent());
    }
    if (xtc != null) {
      builder.xtc(xtc.probability(), xtc.threshold());
    }
    if (dry != null) {
      builder.dry(dry.multiplier(), dry.base(), dry.allowedLength(), dry.lastN(), dry.breakers());
    }
    if (watermark != null) {
      builder.watermark(true, watermark.gamma(), watermark.delta(), watermark.key());
    }
    builder.adaptiveTopP(null, adaptiveTopP).penaltyLastN(penaltyLastN).badWords(badWords);
  }
}
