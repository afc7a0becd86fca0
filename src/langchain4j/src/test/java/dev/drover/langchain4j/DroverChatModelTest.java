package dev.drover.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.engine.Engine;
import dev.drover.engine.FinishReason;
import dev.drover.engine.TokenLogprobs;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.InternalServerException;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.LangChain4jException;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the shared suite does not ask: the engine's own parameters, defaults and faults. */
@WithModel
class DroverChatModelTest {

  private static ChatModel model() {
    return DroverChatModel.builder().engine(TestEngines.shared()).build();
  }

  private static ChatResponse ask(DroverChatRequestParameters.Builder parameters) {
    return model()
        .chat(
            ChatRequest.builder()
                .messages(UserMessage.from("Tell me about the sea."))
                .parameters(parameters.build())
                .build());
  }

  private static DroverChatRequestParameters.Builder with() {
    return DroverChatRequestParameters.builder().maxOutputTokens(12).temperature(0.0);
  }

  private static DroverChatResponseMetadata metadata(ChatResponse response) {
    return (DroverChatResponseMetadata) response.metadata();
  }

  @Test
  void aSeedGivesTheSameTextAgainAndAnotherSeedAnother() {
    String first = ask(with().temperature(1.5).seed(1L)).aiMessage().text();

    assertThat(ask(with().temperature(1.5).seed(1L)).aiMessage().text()).isEqualTo(first);
    assertThat(ask(with().temperature(1.5).seed(2L)).aiMessage().text()).isNotEqualTo(first);
  }

  @Test
  void logProbabilitiesComeOneATokenMostProbableFirst() {
    DroverChatResponseMetadata metadata = metadata(ask(with().topLogprobs(3)));

    assertThat(metadata.logprobs()).hasSize(12);
    for (TokenLogprobs position : metadata.logprobs()) {
      assertThat(position.top()).hasSize(3);
      assertThat(position.top())
          .extracting(TokenLogprobs.Entry::logprob)
          .isSortedAccordingTo((a, b) -> Float.compare(b, a));
      // Greedy takes the most probable token.
      assertThat(position.sampled().logprob()).isEqualTo(position.top().getFirst().logprob());
    }
    assertThat(metadata(ask(with())).logprobs()).isEmpty();
  }

  @Test
  void aBannedTokenIsNotDrawn() {
    int first = metadata(ask(with().topLogprobs(0))).logprobs().getFirst().sampled().token();

    int other =
        metadata(ask(with().topLogprobs(0).logitBias(Map.of(first, -100.0))))
            .logprobs()
            .getFirst()
            .sampled()
            .token();

    assertThat(other).isNotEqualTo(first);
  }

  @Test
  void aStopTokenEndsTheAnswerAndMetadataSaySo() {
    int third = metadata(ask(with().topLogprobs(0))).logprobs().get(2).sampled().token();

    ChatResponse response = ask(with().stopTokens(List.of(third)));

    assertThat(metadata(response).finish().reason()).isEqualTo(FinishReason.STOP_TOKEN);
    assertThat(response.finishReason()).isEqualTo(dev.langchain4j.model.output.FinishReason.STOP);
    assertThat(response.tokenUsage().outputTokenCount()).isLessThanOrEqualTo(3);
  }

  @Test
  void theStopSequenceStaysWhereAskedTo() {
    String text = ask(with()).aiMessage().text();
    String stop = text.substring(text.length() / 2, text.length() / 2 + 3);

    assertThat(ask(with().stopSequences(stop)).aiMessage().text()).doesNotContain(stop);
    ChatResponse kept = ask(with().stopSequences(stop).includeStop(true));
    assertThat(kept.aiMessage().text()).endsWith(stop);
    assertThat(metadata(kept).finish().stop()).isEqualTo(stop);
  }

  @Test
  void anAnswerThatMustGoOnEndsAtItsLimit() {
    ChatResponse response =
        model()
            .chat(
                ChatRequest.builder()
                    .messages(UserMessage.from("Answer with one word: yes or no?"))
                    .parameters(with().ignoreEos(true).maxOutputTokens(40).build())
                    .build());

    assertThat(response.finishReason()).isEqualTo(dev.langchain4j.model.output.FinishReason.LENGTH);
    assertThat(response.tokenUsage().outputTokenCount()).isEqualTo(40);
  }

  @Test
  void requestParametersOverrideTheDefaultsFieldByField() {
    ChatModel model =
        DroverChatModel.builder()
            .engine(TestEngines.shared())
            .defaultRequestParameters(with().topLogprobs(1).build())
            .build();

    ChatResponse response =
        model.chat(
            ChatRequest.builder().messages(UserMessage.from("Hi")).maxOutputTokens(2).build());

    assertThat(response.tokenUsage().outputTokenCount()).isEqualTo(2);
    assertThat(metadata(response).logprobs()).hasSize(2);
    assertThat(response.modelName()).isEqualTo(TestEngines.NAME);
  }

  @Test
  void aConversationWithToolCallsInItsPastIsRendered() {
    ToolExecutionRequest call =
        ToolExecutionRequest.builder().id("c").name("add").arguments("{\"a\":1}").build();

    ChatResponse response =
        model()
            .chat(
                ChatRequest.builder()
                    .messages(
                        SystemMessage.from("Be brief."),
                        UserMessage.from("1 + 1?"),
                        AiMessage.from("I add.", List.of(call)),
                        ToolExecutionResultMessage.from(call, "2"))
                    .maxOutputTokens(3)
                    .build());

    assertThat(response.tokenUsage().inputTokenCount()).isGreaterThan(15);
  }

  @Test
  void theDefaultModelHasItsNameAndDefault() {
    assertThat(model().defaultRequestParameters().modelName()).isEqualTo(TestEngines.NAME);
    assertThat(ask(with().modelName("default")).modelName()).isEqualTo(TestEngines.NAME);
  }

  @Test
  void aModelNobodyServesIsNotFound() {
    assertThatThrownBy(() -> ask(with().modelName("gpt")))
        .isExactlyInstanceOf(ModelNotFoundException.class)
        .hasMessage("modelName must be one of [smollm2], given gpt");
  }

  @Test
  void outOfRangeNamesParameterLimitAndValue() {
    assertThatThrownBy(() -> ask(with().temperature(11.0)))
        .isExactlyInstanceOf(InvalidRequestException.class)
        .hasMessage("temperature must be between 0 and 10, given 11");
    assertThatThrownBy(() -> ask(with().maxOutputTokens(0)))
        .isExactlyInstanceOf(InvalidRequestException.class)
        .hasMessage("maxOutputTokens must be at least 1, given 0");
  }

  @Test
  void aPromptLongerThanTheContextIsRefused() {
    assertThatThrownBy(() -> model().chat("word ".repeat(20_000)))
        .isExactlyInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("context");
  }

  @Test
  void defaultsAreCheckedWhenTheModelIsBuilt() {
    DroverChatModel.Builder builder = DroverChatModel.builder().engine(TestEngines.shared());

    assertThatThrownBy(() -> builder.defaultRequestParameters(with().topP(2.0).build()).build())
        .isExactlyInstanceOf(InvalidRequestException.class);
    assertThatThrownBy(
            () -> builder.defaultRequestParameters(with().modelName("gpt").build()).build())
        .isExactlyInstanceOf(ModelNotFoundException.class);
  }

  @Test
  void aModelNeedsAnEngineAndNoTwoOfOneName() {
    assertThatThrownBy(() -> DroverChatModel.builder().build())
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() ->
            DroverChatModel.builder()
                .engine(TestEngines.shared())
                .engine(TestEngines.shared())
                .build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(TestEngines.NAME);
  }

  @Test
  void toolsTheModelMustNotCallAreNotShownToIt() {
    ToolSpecification tool = ToolSpecification.builder().name("add").build();
    ChatRequest.Builder request =
        ChatRequest.builder().messages(UserMessage.from("Hi")).maxOutputTokens(1);

    int without = model().chat(request.build()).tokenUsage().inputTokenCount();
    ChatResponse with =
        model().chat(request.toolSpecifications(tool).toolChoice(ToolChoice.NONE).build());

    assertThat(with.tokenUsage().inputTokenCount()).isEqualTo(without);
    ChatResponse told = model().chat(request.toolChoice(ToolChoice.AUTO).build());
    assertThat(told.tokenUsage().inputTokenCount()).isGreaterThan(without);
  }

  @Test
  void aToolThatCannotBeHeldToIsRefusedByName() {
    ToolSpecification tool =
        ToolSpecification.builder()
            .name("add")
            .parameters(
                JsonObjectSchema.builder()
                    .addProperty("a", JsonRawSchema.from("{\"not\": {\"type\": \"string\"}}"))
                    .build())
            .build();
    ChatRequest request =
        ChatRequest.builder().messages(UserMessage.from("Hi")).toolSpecifications(tool).build();

    assertThatThrownBy(() -> model().chat(request))
        .isExactlyInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("add")
        .hasMessageContaining("#/properties/a")
        .hasMessageContaining("not");
  }

  /** A call that the limit cuts short is none: its arguments could not be read. */
  @Test
  void aCallThatIsCutShortIsLeftOut() {
    ChatResponse response =
        model()
            .chat(
                ChatRequest.builder()
                    .messages(UserMessage.from("What is the weather in Munich?"))
                    .toolSpecifications(ToolConversation.WEATHER)
                    .toolChoice(ToolChoice.REQUIRED)
                    .maxOutputTokens(10)
                    .build());

    assertThat(response.aiMessage().hasToolExecutionRequests()).isFalse();
    assertThat(response.finishReason()).isEqualTo(dev.langchain4j.model.output.FinishReason.LENGTH);
  }

  @Test
  void anInterruptEndsTheChatAndFreesTheEngine() throws Exception {
    try (Engine engine = TestEngines.open(TestEngines.config("own"))) {
      ChatModel model = DroverChatModel.builder().engine(engine).build();
      var thrown = new java.util.concurrent.CompletableFuture<Throwable>();
      Thread caller =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  model.chat(
                      ChatRequest.builder()
                          .messages(UserMessage.from("Count."))
                          .parameters(DroverChatRequestParameters.builder().ignoreEos(true).build())
                          .build());
                } catch (LangChain4jException e) {
                  thrown.complete(Thread.currentThread().isInterrupted() ? e : null);
                }
              });
      Await.until(() -> engine.statistics().running() == 1);

      caller.interrupt();

      assertThat(thrown.get()).isExactlyInstanceOf(LangChain4jException.class);
      Await.until(() -> engine.statistics().running() == 0);
      assertThat(engine.statistics().cancelled()).isEqualTo(1);
    }
  }

  @Test
  void aClosedEngineIsAServerError() {
    Engine engine = TestEngines.open(TestEngines.config("own"));
    ChatModel model = DroverChatModel.builder().engine(engine).build();
    engine.close();

    assertThatThrownBy(() -> model.chat("Hi")).isExactlyInstanceOf(InternalServerException.class);
  }
}
