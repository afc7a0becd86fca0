package dev.drover.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.engine.steering.SteeringPlan;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How parameters merge. */
class DroverChatRequestParametersTest {
  private static final DroverChatRequestParameters EVERYTHING =
      DroverChatRequestParameters.builder()
          .modelName("m")
          .temperature(0.5)
          .topP(0.6)
          .topK(7)
          .frequencyPenalty(0.8)
          .presencePenalty(0.9)
          .maxOutputTokens(10)
          .stopSequences("a")
          .seed(1L)
          .samplingMethod("min-p")
          .minP(0.2)
          .typicalP(0.3)
          .repetitionPenalty(1.4)
          .minNewTokens(5)
          .ignoreEos(true)
          .includeStop(true)
          .stopTokens(List.of(6))
          .logitBias(Map.of(7, 8.0))
          .topLogprobs(9)
          .templateOptions(Map.of("enable_thinking", false))
          .steering(Steered.plan(1, false))
          .build();

  private static final DroverChatRequestParameters NOTHING =
      DroverChatRequestParameters.builder().build();

  @Test
  void nothingGivenChangesNothing() {
    assertThat(EVERYTHING.overrideWith(NOTHING)).isEqualTo(EVERYTHING);
    assertThat(EVERYTHING.defaultedBy(NOTHING)).isEqualTo(EVERYTHING);
    assertThat(NOTHING.overrideWith(EVERYTHING)).isEqualTo(EVERYTHING);
    assertThat(NOTHING.defaultedBy(EVERYTHING)).isEqualTo(EVERYTHING);
    assertThat(EVERYTHING).isNotEqualTo(NOTHING);
  }

  @Test
  void theOverrideWinsFieldByField() {
    DroverChatRequestParameters other =
        DroverChatRequestParameters.builder()
            .seed(2L)
            .topK(70)
            .logitBias(Map.of(1, 1.0))
            .ignoreEos(false)
            .build();

    DroverChatRequestParameters merged = EVERYTHING.overrideWith(other);

    assertThat(merged.seed()).isEqualTo(2);
    assertThat(merged.topK()).isEqualTo(70);
    assertThat(merged.logitBias()).isEqualTo(Map.of(1, 1.0));
    assertThat(merged.ignoreEos()).isFalse();
    assertThat(merged.minP()).isEqualTo(0.2);
    assertThat(merged.templateOptions()).isEqualTo(EVERYTHING.templateOptions());
    assertThat(other.defaultedBy(EVERYTHING)).isEqualTo(merged);
    assertThat(EVERYTHING.defaultedBy(other)).isEqualTo(EVERYTHING);
  }

  @Test
  void noSteeringIsGivenAndOverrides() {
    DroverChatRequestParameters none =
        DroverChatRequestParameters.builder().steering(SteeringPlan.NONE).build();
    assertThat(EVERYTHING.overrideWith(none).steering()).isEqualTo(SteeringPlan.NONE);
    assertThat(EVERYTHING.overrideWith(NOTHING).steering()).isEqualTo(Steered.plan(1, false));
    assertThat(none).isNotEqualTo(NOTHING);
  }

  @Test
  void mergingWithPlainParametersLosesNothingInEitherDirection() {
    ChatRequestParameters plain = ChatRequestParameters.builder().temperature(0.1).build();

    ChatRequestParameters plainUnder = plain.overrideWith(EVERYTHING);
    ChatRequestParameters plainOver = EVERYTHING.overrideWith(plain);
    ChatRequestParameters plainDefaulted = plain.defaultedBy(EVERYTHING);
    ChatRequestParameters ownDefaulted = EVERYTHING.defaultedBy(plain);

    assertThat(plainUnder).isEqualTo(EVERYTHING);
    assertThat(ownDefaulted).isEqualTo(EVERYTHING);
    assertThat(plainOver)
        .isEqualTo(
            DroverChatRequestParameters.builder()
                .overrideWith(EVERYTHING)
                .temperature(0.1)
                .build());
    assertThat(plainDefaulted).isEqualTo(plainOver);
  }

  @Test
  void singleSettersOfARequestKeepItsOwnParameters() {
    ChatRequest request =
        ChatRequest.builder()
            .messages(UserMessage.from("x"))
            .parameters(EVERYTHING)
            .temperature(0.1)
            .build();

    assertThat(request.parameters()).isInstanceOf(DroverChatRequestParameters.class);
    assertThat(((DroverChatRequestParameters) request.parameters()).seed()).isEqualTo(1);
    assertThat(request.parameters().temperature()).isEqualTo(0.1);
    assertThat(request.toBuilder().topK(1).build().parameters().temperature()).isEqualTo(0.1);
  }

  @Test
  void collectionsAreCopies() {
    Map<Integer, Double> bias = new java.util.HashMap<>(Map.of(1, 1.0));
    DroverChatRequestParameters parameters =
        DroverChatRequestParameters.builder().logitBias(bias).build();
    bias.put(2, 2.0);

    assertThat(parameters.logitBias()).isEqualTo(Map.of(1, 1.0));
  }

  @Test
  void everyFieldTellsTwoApartAndShows() {
    assertThat(EVERYTHING.toString())
        .contains("seed=1", "samplingMethod=min-p", "templateOptions={enable_thinking=false}");
    assertThat(EVERYTHING.overrideWith(DroverChatRequestParameters.builder().minP(0.9).build()))
        .isNotEqualTo(EVERYTHING);
    assertThat(EVERYTHING.hashCode()).isEqualTo(EVERYTHING.overrideWith(NOTHING).hashCode());
  }
}
