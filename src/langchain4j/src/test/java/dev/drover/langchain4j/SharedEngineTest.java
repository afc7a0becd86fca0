package dev.drover.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.FLOAT;

import dev.drover.engine.Engine;
import dev.drover.engine.TokenLogprobs;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** One engine behind many models and many callers. */
@WithModel
class SharedEngineTest {
  private static final int CHATS = 16;

  /**
   * Difference of log-probabilities that rounding can bridge: logits of a quantised model were seen
   * up to 1.1 apart between batch shapes. A chat that saw another's tokens is far beyond.
   */
  private static final float TIE = 1;

  private static final DroverChatRequestParameters GREEDY =
      DroverChatRequestParameters.builder()
          .temperature(0.0)
          .maxOutputTokens(16)
          .topLogprobs(3)
          .build();

  private static String question(int i) {
    return "Name one thing about the number " + i + ".";
  }

  /**
   * Batches of another shape round otherwise, so two tokens that are nearly equally probable may
   * change places. Up to such a tie the answers must be the same.
   */
  @Test
  void sixteenChatsAtOnceAnswerWhatTheyAnswerAlone() throws Exception {
    ChatModel model =
        DroverChatModel.builder()
            .engine(TestEngines.shared())
            .defaultRequestParameters(GREEDY)
            .build();
    List<List<TokenLogprobs>> alone =
        IntStream.range(0, CHATS).mapToObj(i -> answer(model, i)).toList();

    List<Callable<List<TokenLogprobs>>> chats = new ArrayList<>();
    for (int i = 0; i < CHATS; i++) {
      int number = i;
      chats.add(() -> answer(model, number));
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<TokenLogprobs>>> together = threads.invokeAll(chats);
      for (int i = 0; i < CHATS; i++) {
        assertSameUpToTie(alone.get(i), together.get(i).get());
      }
    }
  }

  private static List<TokenLogprobs> answer(ChatModel model, int i) {
    ChatResponse response = model.chat(UserMessage.from(question(i)));
    return ((DroverChatResponseMetadata) response.metadata()).logprobs();
  }

  private static void assertSameUpToTie(List<TokenLogprobs> alone, List<TokenLogprobs> together) {
    for (int i = 0; i < Math.min(alone.size(), together.size()); i++) {
      int token = together.get(i).sampled().token();
      if (token != alone.get(i).sampled().token()) {
        TokenLogprobs tie = alone.get(i);
        assertThat(tie.top())
            .filteredOn(entry -> entry.token() == token)
            .singleElement()
            .extracting(entry -> tie.sampled().logprob() - entry.logprob(), FLOAT)
            .isLessThan(TIE);
        return;
      }
    }
    assertThat(together).hasSameSizeAs(alone);
  }

  @Test
  void chatAndStreamingShareOneEngineAndItsBatch() throws Exception {
    try (Engine engine = TestEngines.open(TestEngines.config("own"))) {
      ChatModel chat =
          DroverChatModel.builder().engine(engine).defaultRequestParameters(GREEDY).build();
      StreamingChatModel streaming =
          DroverStreamingChatModel.builder()
              .engine(engine)
              .defaultRequestParameters(
                  GREEDY.overrideWith(
                      DroverChatRequestParameters.builder()
                          .maxOutputTokens(200)
                          .ignoreEos(true)
                          .build()))
              .build();
      Recorder stream = new Recorder();

      streaming.chat("Tell me a story.", stream);
      Await.until(() -> stream.handle() != null);
      String answer = chat.chat("Hi");
      boolean besideTheStream = stream.complete() == null;
      stream.await();

      assertThat(answer).isNotBlank();
      assertThat(besideTheStream).isTrue();
      Await.until(() -> engine.statistics().finished() == 2);
    }
  }
}
