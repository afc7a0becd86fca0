package dev.drover.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.Result;
import dev.langchain4j.service.SystemMessage;
import dev.langchain4j.service.TokenStream;
import dev.langchain4j.service.UserMessage;
import dev.langchain4j.service.V;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** LangChain4j's AI services over both models. */
@WithModel
class AiServicesTest {
  private static final DroverChatRequestParameters GREEDY =
      DroverChatRequestParameters.builder().temperature(0.0).maxOutputTokens(24).build();

  /** An assistant with a memory. */
  interface Assistant {
    @SystemMessage("You answer in one short sentence.")
    @UserMessage("What is the capital of {{country}}?")
    Result<String> capital(@V("country") String country);

    TokenStream stream(String question);
  }

  private static Assistant assistant(MessageWindowChatMemory memory) {
    return AiServices.builder(Assistant.class)
        .chatModel(
            DroverChatModel.builder()
                .engine(TestEngines.shared())
                .defaultRequestParameters(GREEDY)
                .build())
        .streamingChatModel(
            DroverStreamingChatModel.builder()
                .engine(TestEngines.shared())
                .defaultRequestParameters(GREEDY)
                .build())
        .chatMemory(memory)
        .build();
  }

  @Test
  void aServiceMethodAnswersAndRemembers() {
    MessageWindowChatMemory memory = MessageWindowChatMemory.withMaxMessages(10);

    Result<String> result = assistant(memory).capital("France");

    assertThat(result.content()).contains("Paris");
    assertThat(result.tokenUsage().outputTokenCount()).isPositive();
    assertThat(memory.messages()).hasSize(3);
  }

  @Test
  void aTokenStreamStreams() throws Exception {
    StringBuffer partials = new StringBuffer();
    CompletableFuture<ChatResponse> done = new CompletableFuture<>();

    assistant(MessageWindowChatMemory.withMaxMessages(10)).stream("Name a colour.")
        .onPartialResponse(partials::append)
        .onCompleteResponse(done::complete)
        .onError(done::completeExceptionally)
        .start();

    ChatResponse response = done.get(60, TimeUnit.SECONDS);
    assertThat(partials.toString()).isEqualTo(response.aiMessage().text()).isNotBlank();
  }
}
