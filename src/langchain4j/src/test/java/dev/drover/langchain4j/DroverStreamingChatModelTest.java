package dev.drover.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.engine.Engine;
import dev.drover.engine.EngineConfig;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.InternalServerException;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the shared suite does not ask of streams: cancellation, faults, characters. */
@WithModel
class DroverStreamingChatModelTest {
  private static Engine engine;
  private static StreamingChatModel model;

  @BeforeAll
  static void open() {
    engine = TestEngines.open(TestEngines.config("own"));
    model = DroverStreamingChatModel.builder().engine(engine).build();
  }

  @AfterAll
  static void close() {
    engine.close();
  }

  /** A request that goes on until it is cancelled or the context is full. */
  private static ChatRequest endless() {
    return request("Count from one.", DroverChatRequestParameters.builder().ignoreEos(true));
  }

  private static ChatRequest request(String text, DroverChatRequestParameters.Builder parameters) {
    return ChatRequest.builder()
        .messages(UserMessage.from(text))
        .parameters(parameters.temperature(0.0).build())
        .build();
  }

  @Test
  void aCancelledStreamFreesTheEngineAndSaysNoMore() throws Exception {
    long cancelledBefore = engine.statistics().cancelled();
    Recorder recorder = new Recorder().cancelAfter(3);

    model.chat(endless(), recorder);
    Await.until(() -> engine.statistics().cancelled() > cancelledBefore);

    assertThat(engine.statistics().running()).isZero();
    recorder.awaitThread();
    assertThat(recorder.partials()).hasSize(3);
    assertThat(recorder.complete()).isNull();
    assertThat(recorder.errors()).isEmpty();
  }

  @Test
  void aStreamCanBeCancelledFromAnotherThread() throws Exception {
    Recorder recorder = new Recorder();
    model.chat(endless(), recorder);
    Await.until(() -> recorder.handle() != null);

    recorder.handle().cancel();
    recorder.awaitThread();

    assertThat(recorder.handle().isCancelled()).isTrue();
    Await.until(() -> engine.statistics().running() == 0);
    assertThat(recorder.complete()).isNull();
    assertThat(recorder.errors()).isEmpty();
  }

  @Test
  void cancellingOneStreamLeavesTheOthers() throws Exception {
    DroverChatRequestParameters.Builder twenty =
        DroverChatRequestParameters.builder().maxOutputTokens(20).ignoreEos(true);
    Recorder victim = new Recorder().cancelAfter(2);
    Recorder neighbour = new Recorder();
    model.chat(endless(), victim);
    model.chat(request("Tell me a story.", twenty), neighbour);
    neighbour.await();

    assertThat(neighbour.complete().tokenUsage().outputTokenCount()).isEqualTo(20);
    assertThat(neighbour.errors()).isEmpty();
  }

  @Test
  void anExceptionOfTheHandlerGoesToItsOnErrorAndTheStreamGoesOn() throws Exception {
    RuntimeException thrown = new IllegalStateException("mine");
    Recorder recorder = new Recorder().throwOnFirst(thrown);

    model.chat(request("Hi", DroverChatRequestParameters.builder().maxOutputTokens(5)), recorder);
    recorder.await();

    assertThat(recorder.errors()).containsExactly(thrown);
    assertThat(recorder.complete().tokenUsage().outputTokenCount()).isPositive();
  }

  @Test
  void anErrorOfTheHandlerEndsItsOwnStreamOnly() throws Exception {
    Recorder neighbour = new Recorder();
    Error thrown = new StackOverflowError("mine");
    Recorder recorder = new Recorder().throwOnFirst(thrown);

    model.chat(endless(), recorder);
    model.chat(
        request("Hi", DroverChatRequestParameters.builder().maxOutputTokens(30).ignoreEos(true)),
        neighbour);
    neighbour.await();
    recorder.awaitThread();

    assertThat(recorder.errors()).containsExactly(thrown);
    assertThat(recorder.complete()).isNull();
    assertThat(neighbour.complete().tokenUsage().outputTokenCount()).isEqualTo(30);
    Await.until(() -> engine.statistics().running() == 0);
  }

  @Test
  void partialsAreWholeCharactersAndAddUpToTheText() throws Exception {
    Recorder recorder = new Recorder();

    // Bytes of several characters: the bias makes the model draw them.
    model.chat(
        request(
            "Repeat: 🦙🦙🦙 你好 ñandú 🦙🦙🦙 你好 ñandú",
            DroverChatRequestParameters.builder().maxOutputTokens(60)),
        recorder);
    recorder.await();

    assertThat(recorder.text()).isEqualTo(recorder.complete().aiMessage().text());
    for (String partial : recorder.partials()) {
      assertThat(Character.isLowSurrogate(partial.charAt(0))).isFalse();
      assertThat(Character.isHighSurrogate(partial.charAt(partial.length() - 1))).isFalse();
    }
  }

  @Test
  void faultsComeThroughTheHandler() throws Exception {
    assertThat(failure(request("Hi", DroverChatRequestParameters.builder().topP(7.0))))
        .isExactlyInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("topP");
    assertThat(failure(request("Hi", DroverChatRequestParameters.builder().modelName("gpt"))))
        .isExactlyInstanceOf(ModelNotFoundException.class);
    assertThat(failure(request("word ".repeat(20_000), DroverChatRequestParameters.builder())))
        .isExactlyInstanceOf(InvalidRequestException.class);
  }

  @Test
  void whatIsUnsupportedIsThrownAtTheCaller() {
    ChatRequest image =
        ChatRequest.builder()
            .messages(UserMessage.from(ImageContent.from("data", "image/png")))
            .build();

    assertThatThrownBy(() -> model.chat(image, new Recorder()))
        .isExactlyInstanceOf(UnsupportedFeatureException.class);
  }

  @Test
  void aFullQueueIsARateLimitAndAClosingEngineEndsStreamsWithAnError() throws Exception {
    EngineConfig one = EngineConfig.builder("one").maxSequences(1).maxWaiting(1).threads(1).build();
    Recorder running = new Recorder();
    List<Recorder> others = new ArrayList<>();
    try (Engine small = TestEngines.open(one)) {
      StreamingChatModel narrow = DroverStreamingChatModel.builder().engine(small).build();
      narrow.chat(endless(), running);
      Await.until(() -> small.statistics().running() == 1);
      for (int i = 0; i < 3; i++) {
        Recorder recorder = new Recorder();
        others.add(recorder);
        narrow.chat(endless(), recorder);
      }
      Await.until(() -> others.stream().anyMatch(r -> !r.errors().isEmpty()));
      Throwable refused =
          others.stream().flatMap(r -> r.errors().stream()).findFirst().orElseThrow();
      assertThat(refused).isExactlyInstanceOf(RateLimitException.class);
    }
    running.await();
    assertThat(running.errors()).singleElement().isExactlyInstanceOf(InternalServerException.class);
    assertThat(running.complete()).isNull();
  }

  private static Throwable failure(ChatRequest request) throws InterruptedException {
    Recorder recorder = new Recorder();
    model.chat(request, recorder);
    recorder.await();
    ChatResponse none = recorder.complete();
    assertThat(none).isNull();
    return recorder.errors().getFirst();
  }
}
