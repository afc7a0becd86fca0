package dev.drover.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.drover.engine.GenerationRequest.Builder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Options of sampling on their way through the engine, and what is told of its choices. */
@Timeout(30)
class SamplingInEngineTest {
  /** Of the token the scripted model means, at 20 beside 255 at 0. */
  private static final double SURE = 1 / (1 + 255 * Math.exp(-20));

  @Test
  void confidenceIsTheMeanProbabilityUnderTheModelItself() throws InterruptedException {
    try (Scripted s = new Scripted(b -> b)) {
      var sure = s.submit("a", 5, b -> b.temperature(1.0).topK(1)).await().choices().getFirst();
      assertThat(sure.finish().confidence()).isCloseTo(SURE, within(1e-4));
      assertThat(sure.finish().logProbability()).isCloseTo(5 * Math.log(SURE), within(1e-3));

      // Bias makes the text another one, which the model finds improbable.
      var forced =
          s.submit("a", 4, b -> b.logitBias(Map.of(120, 100.0))).await().choices().getFirst();
      assertThat(forced.text()).isEqualTo("xxxx");
      assertThat(forced.finish().confidence()).isCloseTo(SURE * Math.exp(-20), within(1e-6));
      assertThat(forced.finish().logProbability())
          .isCloseTo(4 * (Math.log(SURE) - 20), within(1e-3));
    }
  }

  @Test
  void whatGeneratedNothingHasNoConfidence() throws InterruptedException {
    try (Scripted s = new Scripted(b -> b)) {
      Semaphore gate = s.gate();
      Generation waiting = s.submit("a", 5, b -> b.n(2));
      waiting.cancel();
      gate.release(100);
      GenerationResult result = waiting.await();
      assertThat(result.choices()).hasSize(2);
      assertThat(result.choices().getLast().finish().confidence()).isZero();
    }
  }

  @Test
  void theMostProbableOfSeveralAreReturned() throws InterruptedException {
    UnaryOperator<Builder> hot = b -> b.temperature(6.0).seed(3L);
    try (Scripted s = new Scripted(b -> b)) {
      List<GenerationResult.Choice> all =
          new ArrayList<>(s.submit("a", 6, b -> hot.apply(b).n(10)).await().choices());
      all.sort(Comparator.comparingDouble(c -> -c.finish().logProbability()));
      GenerationResult best = s.submit("a", 6, b -> hot.apply(b).n(3).bestOf(10)).await();
      assertThat(best.choices())
          .extracting(GenerationResult.Choice::text)
          .containsExactly(all.get(0).text(), all.get(1).text(), all.get(2).text());
      assertThat(best.choices())
          .extracting(GenerationResult.Choice::index)
          .containsExactly(0, 1, 2);
      assertThat(best.choices().get(2).finish().choice()).isEqualTo(2);
      assertThat(best.generatedTokens())
          .as("those that were left out count too")
          .isEqualTo(all.stream().mapToInt(c -> c.finish().generatedTokens()).sum());
      assertThat(all.getFirst().finish().logProbability())
          .isGreaterThan(all.getLast().finish().logProbability());
    }
  }

  @Test
  void aTextHoldsNoBadWord() throws InterruptedException {
    try (Scripted s = new Scripted(b -> b)) {
      assertThat(s.text("a", 4)).isEqualTo("bcde");
      var choice = s.submit("a", 4, b -> b.badWords(List.of("cd"))).await().choices().getFirst();
      assertThat(choice.text()).startsWith("bc").doesNotContain("cd");
      var prompted = s.submit("a", 2, b -> b.badWords(List.of("ab"))).await().choices().getFirst();
      assertThat(prompted.text()).as("after the prompt's a").doesNotStartWith("b");
    }
  }

  @Test
  void adsIsRefusedWhereTheModelTellsNoVectors() {
    try (Scripted s = new Scripted(b -> b)) {
      assertThatThrownBy(() -> s.submit("a", 4, b -> b.method("ads")))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessageContaining("sampling_method")
          .hasMessageContaining("`ads`");
    }
  }

  private static void refused(UnaryOperator<Builder> set, String message) {
    assertThatThrownBy(() -> set.apply(GenerationRequest.builder().prompt("x")).build())
        .isInstanceOf(InvalidRequestException.class)
        .hasMessage(message);
  }

  @Test
  void whatBreaksALimitIsRefusedByName() {
    refused(b -> b.ads(65, null), "`ads_subset_size` must be between 1 and 64, given 65");
    refused(b -> b.ads(0, null), "`ads_subset_size` must be between 1 and 64, given 0");
    refused(b -> b.ads(null, 1.5), "`ads_beta` must be between 0 and 1, given 1.5");
    refused(b -> b.xtc(1.1, null), "`xtc_probability` must be between 0 and 1, given 1.1");
    refused(b -> b.xtc(null, Double.NaN), "`xtc_threshold` must be between 0 and 1, given NaN");
    refused(
        b -> b.dry(-1.0, null, null, null, null),
        "`dry_multiplier` must be between 0 and 100, given -1");
    refused(
        b -> b.dry(1.0, 0.5, null, null, null), "`dry_base` must be between 1 and 10, given 0.5");
    refused(
        b -> b.dry(1.0, null, 0, null, null), "`dry_allowed_length` must be at least 1, given 0");
    refused(
        b -> b.dry(1.0, null, null, null, List.of("")),
        "`dry_sequence_breakers` must not hold an empty string");
    refused(b -> b.penaltyLastN(-2), "`penalty_last_n` must be between -1 and 1048576, given -2");
    refused(
        b -> b.adaptiveTemperature(true, -0.1, null),
        "`adaptive_temperature_range` must be between 0 and 10, given -0.1");
    refused(
        b -> b.adaptiveTemperature(true, null, 0.0),
        "`adaptive_temperature_exponent` must be greater than 0 and at most 10, given 0");
    refused(
        b -> b.adaptiveTopP(false, 0.1),
        "`adaptive_top_p` must not be false where its options are given");
    refused(
        b -> b.watermark(true, 1.0, null, null),
        "`watermark_gamma` must be greater than 0 and less than 1, given 1.0");
    refused(
        b -> b.watermark(true, null, 0.0, null),
        "`watermark_delta` must be greater than 0 and at most 100, given 0");
    refused(b -> b.badWords(List.of("")), "`bad_words` must not hold an empty string");
    refused(
        b -> b.badWords(List.of("x".repeat(257))),
        "`bad_words` must hold strings of at most 256 characters, given one of 257");
    refused(
        b -> b.badWords(Collections.nCopies(257, "x")),
        "`bad_words` must hold at most 256 strings, given 257");
    refused(b -> b.n(3).bestOf(2), "`best_of` must be at least `n`, given 2 for 3");
    refused(b -> b.bestOf(129), "`best_of` must be between 1 and 128, given 129");
  }
}
