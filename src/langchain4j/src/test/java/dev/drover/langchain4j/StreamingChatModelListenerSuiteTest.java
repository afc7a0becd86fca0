package dev.drover.langchain4j;

import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.common.AbstractStreamingChatModelListenerIT;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import java.util.List;

/** LangChain4j's listener suite for streaming over the real model. */
@WithModel
class StreamingChatModelListenerSuiteTest extends AbstractStreamingChatModelListenerIT {

  @Override
  protected StreamingChatModel createModel(ChatModelListener listener) {
    return model(listener, List.of());
  }

  @Override
  protected StreamingChatModel createFailingModel(ChatModelListener listener) {
    // Only the engine knows the vocabulary, so this fails when the request is submitted.
    return model(listener, List.of(Integer.MAX_VALUE));
  }

  private StreamingChatModel model(ChatModelListener listener, List<Integer> stopTokens) {
    return DroverStreamingChatModel.builder()
        .engine(TestEngines.shared())
        .defaultRequestParameters(
            DroverChatRequestParameters.builder()
                .temperature(temperature())
                .topP(topP())
                .maxOutputTokens(maxTokens())
                .stopTokens(stopTokens)
                .build())
        .listeners(listener)
        .build();
  }

  @Override
  protected String modelName() {
    return TestEngines.NAME;
  }

  @Override
  protected Class<? extends Exception> expectedExceptionClass() {
    return InvalidRequestException.class;
  }

  @Override
  protected boolean supportsTools() {
    return false;
  }
}
