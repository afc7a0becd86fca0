package dev.drover.engine;

import dev.drover.engine.sampling.AdaptiveTemperature;
import dev.drover.engine.sampling.AdsOptions;
import dev.drover.engine.sampling.DryOptions;
import dev.drover.engine.sampling.PenaltyOptions;
import dev.drover.engine.sampling.SamplingMethod;
import dev.drover.engine.sampling.SamplingMethods;
import dev.drover.engine.sampling.Watermark;
import dev.drover.engine.sampling.Xtc;
import java.util.List;

/** Limits of sampling, and every message about one. */
public final class SamplingLimits {
  /** Greatest range of an adaptive temperature. */
  public static final double MAX_TEMPERATURE_RANGE = 10;

  /** Greatest exponent of an adaptive temperature. */
  public static final double MAX_EXPONENT = 10;

  /** Greatest multiplier of the penalty on repetitions. */
  public static final double MAX_DRY_MULTIPLIER = 100;

  /** Greatest base of the penalty on repetitions. */
  public static final double MAX_DRY_BASE = 10;

  /** Most texts that break a repetition. */
  public static final int MAX_BREAKERS = 64;

  /** Most texts that must not appear. */
  public static final int MAX_BAD_WORDS = 256;

  /** Most characters (UTF-16 units) of such a text. */
  public static final int MAX_WORD_LENGTH = 256;

  /** Greatest bonus of a watermark. */
  public static final double MAX_DELTA = 100;

  private SamplingLimits() {}

  static AdsOptions ads(Integer subsetSize, Double beta) {
    return new AdsOptions(
        Limits.between(
            "ads_subset_size", subsetSize, 1, AdsOptions.MAX_SUBSET_SIZE, AdsOptions.SUBSET_SIZE),
        Limits.between("ads_beta", beta, 0, 1, AdsOptions.BETA));
  }

  static Xtc xtc(Double probability, Double threshold) {
    double how = Limits.between("xtc_probability", probability, 0, 1, 0.0);
    double what = Limits.between("xtc_threshold", threshold, 0, 1, Xtc.THRESHOLD);
    return how == 0 ? null : new Xtc(how, what);
  }

  static PenaltyOptions penalties(
      Double repetition, Double frequency, Double presence, Integer lastN) {
    return new PenaltyOptions(
        Limits.repetitionPenalty(repetition),
        Limits.between("frequency_penalty", frequency, -2, 2, 0.0),
        Limits.between("presence_penalty", presence, -2, 2, 0.0),
        lastTokens("penalty_last_n", lastN));
  }

  static DryOptions dry(
      Double multiplier, Double base, Integer allowedLength, Integer lastN, List<String> breakers) {
    DryOptions options =
        new DryOptions(
            Limits.between("dry_multiplier", multiplier, 0, MAX_DRY_MULTIPLIER, 0.0),
            Limits.between("dry_base", base, 1, MAX_DRY_BASE, DryOptions.BASE),
            Limits.atLeast("dry_allowed_length", allowedLength, 1, DryOptions.ALLOWED_LENGTH),
            lastTokens("dry_penalty_last_n", lastN),
            breakers == null
                ? DryOptions.BREAKERS
                : words("dry_sequence_breakers", breakers, MAX_BREAKERS));
    return options.multiplier() == 0 ? null : options;
  }

  /** So that the window of a hostile request takes no more memory than a context. */
  private static int lastTokens(String field, Integer value) {
    return Limits.between(field, value, -1, 1 << 20, -1);
  }

  static AdaptiveTemperature adaptiveTemperature(
      Boolean on, Double range, Double exponent, Double temperature) {
    double middle = temperature == null ? 1 : temperature;
    AdaptiveTemperature adaptive =
        new AdaptiveTemperature(
            Limits.between(
                "adaptive_temperature_range", range, 0, MAX_TEMPERATURE_RANGE, middle / 2),
            Limits.positive("adaptive_temperature_exponent", exponent, MAX_EXPONENT, 1));
    return isOn("adaptive_temperature", on, range != null || exponent != null) ? adaptive : null;
  }

  static Double adaptiveTopP(Boolean on, Double range, Double topP) {
    double middle = topP == null ? SamplingMethods.TOP_P : topP;
    double valid =
        Limits.between("adaptive_top_p_range", range, 0, 1, Math.min(middle, 1 - middle));
    return isOn("adaptive_top_p", on, range != null) ? Double.valueOf(valid) : null;
  }

  static List<String> badWords(List<String> words) {
    return words == null ? List.of() : words("bad_words", words, MAX_BAD_WORDS);
  }

  static Watermark watermark(Boolean on, Double gamma, Double delta, Long key) {
    Watermark mark =
        new Watermark(
            gamma(gamma),
            Limits.positive("watermark_delta", delta, MAX_DELTA, Watermark.DELTA),
            key == null ? Watermark.KEY : key);
    boolean given = gamma != null || delta != null || key != null;
    return isOn("watermark", on, given) ? mark : null;
  }

  /**
   * A watermark to look for.
   *
   * @param gamma share of green tokens, or null
   * @param key or null
   * @throws InvalidRequestException if gamma is no share
   */
  public static Watermark watermark(Double gamma, Long key) {
    return new Watermark(gamma(gamma), Watermark.DELTA, key == null ? Watermark.KEY : key);
  }

  private static double gamma(Double gamma) {
    if (gamma == null) {
      return Watermark.GAMMA;
    }
    if (!(gamma > 0 && gamma < 1)) {
      throw new InvalidRequestException(
          "watermark_gamma", "must be greater than 0 and less than 1, given " + gamma);
    }
    return gamma;
  }

  /** Whether something is on that is so by its flag or by any of its options. */
  private static boolean isOn(String flag, Boolean on, boolean given) {
    if (Boolean.FALSE.equals(on) && given) {
      throw new InvalidRequestException(flag, "must not be false where its options are given");
    }
    return given || Boolean.TRUE.equals(on);
  }

  private static List<String> words(String field, List<String> words, int most) {
    Limits.atMost(field, "strings", words.size(), most);
    for (String word : words) {
      Limits.text(field, word, MAX_WORD_LENGTH);
    }
    return List.copyOf(words);
  }

  static int bestOf(Integer bestOf, int n) {
    int value = Limits.between("best_of", bestOf, 1, Limits.MAX_N, n);
    if (value < n) {
      throw new InvalidRequestException(
          "best_of", "must be at least `n`, given " + value + " for " + n);
    }
    return value;
  }

  /** Refuses a method that needs what the model does not have. */
  static void method(String name, boolean hasVectors) {
    SamplingMethod method = SamplingMethods.get(name);
    if (method.need() == SamplingMethod.Need.TOKEN_VECTORS && !hasVectors) {
      throw new InvalidRequestException(
          "sampling_method",
          "must be another than `"
              + name
              + "`: the vectors of the model's tokens cannot be read from its file");
    }
  }
}
