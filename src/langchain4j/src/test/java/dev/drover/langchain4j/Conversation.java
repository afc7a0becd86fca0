package dev.drover.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.engine.GenerationRequest;
import dev.drover.engine.GenerationResult;
import dev.drover.engine.Prompt;
import dev.drover.engine.chat.ChatMessage;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.internal.Json;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import java.util.List;

/**
 * A conversation and what the engine itself answers to it: what the suite asks of a model's wit,
 * asked of the adapter instead.
 *
 * @param request the conversation for LangChain4j
 * @param messages the same for the engine
 */
record Conversation(ChatRequest request, List<ChatMessage> messages) {
  private static final int MAX_TOKENS = 20;

  static Conversation withSystemMessage() {
    return new Conversation(
        request(
            SystemMessage.from("Translate messages from user into German"),
            UserMessage.from("Translate: 'I love you'")),
        List.of(
            ChatMessage.system("Translate messages from user into German"),
            ChatMessage.user("Translate: 'I love you'")));
  }

  static Conversation withSeveralTurns() {
    return new Conversation(
        request(
            UserMessage.from("Hi, my favorite color is green"),
            AiMessage.from("Hi, nice to meet you"),
            UserMessage.from("What is my favorite color?")),
        List.of(
            ChatMessage.user("Hi, my favorite color is green"),
            ChatMessage.assistant("Hi, nice to meet you"),
            ChatMessage.user("What is my favorite color?")));
  }

  static Conversation inJson() {
    return new Conversation(
        ChatRequest.builder()
            .messages(UserMessage.from("Tell me about Berlin in JSON."))
            .parameters(
                ChatRequestParameters.builder()
                    .maxOutputTokens(4 * MAX_TOKENS)
                    .responseFormat(ResponseFormat.JSON)
                    .build())
            .build(),
        List.of());
  }

  private static ChatRequest request(dev.langchain4j.data.message.ChatMessage... messages) {
    return ChatRequest.builder()
        .messages(messages)
        .parameters(ChatRequestParameters.builder().maxOutputTokens(MAX_TOKENS).build())
        .build();
  }

  /** Verifies that a response is JSON, or begins as JSON does where a limit has ended it. */
  void verifyJson(ChatResponse response) {
    String text = response.aiMessage().text();
    assertThat(text).matches("(?s)\\s*[\\[{].*");
    if (response.metadata().finishReason() != FinishReason.LENGTH) {
      assertThat(Json.fromJson(text, Object.class)).isNotNull();
    }
  }

  /** Verifies that a greedy model's response is what the engine says to the same conversation. */
  void verify(ChatResponse response) {
    Prompt.Chat chat = new Prompt.Chat(messages);
    GenerationResult result =
        TestEngines.generate(
            GenerationRequest.builder()
                .prompt(chat)
                .temperature(0.0)
                .maxNewTokens(MAX_TOKENS)
                .build());
    assertThat(response.tokenUsage().inputTokenCount())
        .isEqualTo(TestEngines.shared().tokenize(chat).length);
    assertThat(response.aiMessage().text()).isEqualTo(result.choices().getFirst().text());
  }
}
