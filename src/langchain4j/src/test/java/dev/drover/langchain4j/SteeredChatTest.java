package dev.drover.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.engine.AppliedTerm;
import dev.drover.engine.UnknownVectorException;
import dev.drover.engine.steering.SteeringPlan;
import dev.drover.engine.steering.SteeringSource;
import dev.drover.engine.steering.SteeringTerm;
import dev.drover.engine.steering.SteeringVector;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Chats under steering vectors. */
@WithModel
class SteeredChatTest {
  private static final int TOKENS = 5;

  private final ChatModel model = DroverChatModel.builder().engine(TestEngines.shared()).build();
  private final StreamingChatModel streaming =
      DroverStreamingChatModel.builder().engine(TestEngines.shared()).build();

  private static ChatRequest request(SteeringPlan plan) {
    return ChatRequest.builder()
        .messages(UserMessage.from("Tell me about the sea."))
        .parameters(
            DroverChatRequestParameters.builder()
                .temperature(0.0)
                .maxOutputTokens(TOKENS)
                .ignoreEos(true)
                .steering(plan)
                .build())
        .build();
  }

  private static DroverChatResponseMetadata metadata(ChatResponse response) {
    return (DroverChatResponseMetadata) response.metadata();
  }

  @Test
  void aPlanChangesTheAnswerAndAStreamGivesTheSame() throws InterruptedException {
    ChatResponse plain = model.chat(request(null));
    ChatResponse steered = model.chat(request(Steered.plan(1, false)));
    assertThat(steered.aiMessage().text()).isNotEqualTo(plain.aiMessage().text());
    assertThat(model.chat(request(Steered.plan(0, false))).aiMessage())
        .isEqualTo(plain.aiMessage());
    assertThat(metadata(steered).steering()).isEmpty();

    Recorder recorder = new Recorder();
    streaming.chat(request(Steered.plan(1, false)), recorder);
    recorder.await();
    assertThat(recorder.complete().aiMessage()).isEqualTo(steered.aiMessage());
    assertThat(metadata(recorder.complete()).steering()).isEmpty();
  }

  @Test
  void aReportComesWithTheMetadata() throws InterruptedException {
    ChatResponse whole = model.chat(request(Steered.plan(2, true)));
    Recorder recorder = new Recorder();
    streaming.chat(request(Steered.plan(2, true)), recorder);
    recorder.await();
    for (ChatResponse response : List.of(whole, recorder.complete())) {
      List<AppliedTerm> terms = metadata(response).steering();
      assertThat(terms).hasSize(1);
      assertThat(terms.getFirst().strength()).isEqualTo(2);
      AppliedTerm.LayerEffect effect = terms.getFirst().layers().getFirst();
      assertThat(effect.layer()).isEqualTo(Steered.LAYER);
      assertThat(effect.positions()).isPositive();
      assertThat(metadata(response).toBuilder().build()).isEqualTo(response.metadata());
    }
  }

  @Test
  void defaultsSteerAndARequestMayNotWantIt() {
    ChatModel steering =
        DroverChatModel.builder()
            .engine(TestEngines.shared())
            .defaultRequestParameters(
                DroverChatRequestParameters.builder().steering(Steered.plan(1, false)).build())
            .build();
    assertThat(steering.chat(request(null)).aiMessage())
        .isEqualTo(model.chat(request(Steered.plan(1, false))).aiMessage());
    assertThat(steering.chat(request(SteeringPlan.NONE)).aiMessage())
        .isEqualTo(model.chat(request(null)).aiMessage());
  }

  @Test
  void aVectorThatIsUnknownOrDoesNotFitIsRefused() throws InterruptedException {
    SteeringPlan unknown = SteeringPlan.of(SteeringTerm.of(new SteeringSource.Stored("sv_1"), 1));
    assertThatThrownBy(() -> model.chat(request(unknown)))
        .isExactlyInstanceOf(InvalidRequestException.class)
        .hasMessage("steering names the unknown vector `sv_1`")
        .hasCauseInstanceOf(UnknownVectorException.class);
    SteeringPlan narrow =
        SteeringPlan.of(SteeringTerm.of(SteeringVector.of(Map.of(1, new float[] {1})), 1));
    assertThatThrownBy(() -> model.chat(request(narrow)))
        .isExactlyInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("width 576")
        .hasMessageContaining("given 1");
    Recorder recorder = new Recorder();
    streaming.chat(request(unknown), recorder);
    recorder.await();
    assertThat(recorder.errors()).hasSize(1);
    assertThat(recorder.errors().getFirst()).isInstanceOf(InvalidRequestException.class);
  }
}
