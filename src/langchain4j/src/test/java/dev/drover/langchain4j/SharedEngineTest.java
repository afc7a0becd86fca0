package dev.drover.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.engine.Engine;
import dev.drover.engine.EngineConfig;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
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

  private static final DroverChatRequestParameters GREEDY =
      DroverChatRequestParameters.builder().temperature(0.0).maxOutputTokens(16).build();

  private static String question(int i) {
    return "Name one thing about the number " + i + ".";
  }

  @Test
  void sixteen_chats_at_once_answer_what_they_answer_alone() throws Exception {
    ChatModel model =
        DroverChatModel.builder()
            .engine(TestEngines.shared())
            .defaultRequestParameters(GREEDY)
            .build();
    List<String> alone = IntStream.range(0, CHATS).mapToObj(i -> model.chat(question(i))).toList();

    List<Callable<String>> chats = new ArrayList<>();
    for (int i = 0; i < CHATS; i++) {
      String question = question(i);
      chats.add(() -> model.chat(question));
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<String> together = new ArrayList<>();
      for (Future<String> answer : threads.invokeAll(chats)) {
        together.add(answer.get());
      }
      assertThat(together).isEqualTo(alone);
    }
  }

  @Test
  void chat_and_streaming_share_one_engine_and_its_batch() throws Exception {
    try (Engine engine = TestEngines.open(EngineConfig.of("own"))) {
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
      assertThat(engine.statistics().finished()).isEqualTo(2);
    }
  }
}
