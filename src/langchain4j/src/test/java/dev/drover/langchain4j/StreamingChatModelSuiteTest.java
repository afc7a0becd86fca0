package dev.drover.langchain4j;

import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.common.AbstractStreamingChatModelIT;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponseMetadata;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** LangChain4j's suite of streaming providers over the real model. */
@WithModel
class StreamingChatModelSuiteTest extends AbstractStreamingChatModelIT {

  @Override
  protected List<StreamingChatModel> models() {
    return List.of(createModelWith(ChatRequestParameters.builder().build()));
  }

  @Override
  protected StreamingChatModel createModelWith(ChatRequestParameters parameters) {
    return greedy(parameters).build();
  }

  @Override
  public StreamingChatModel createModelWith(ChatModelListener listener) {
    return greedy(ChatRequestParameters.builder().build()).listeners(listener).build();
  }

  /** Greedy, so that the small model's answers do not vary. */
  private static DroverStreamingChatModel.Builder greedy(ChatRequestParameters parameters) {
    return DroverStreamingChatModel.builder()
        .engine(TestEngines.shared())
        .engine(TestEngines.other())
        .defaultRequestParameters(
            DroverChatRequestParameters.builder()
                .temperature(0.0)
                .overrideWith(parameters)
                .build());
  }

  @Override
  protected ChatRequestParameters createIntegrationSpecificParameters(int maxOutputTokens) {
    return DroverChatRequestParameters.builder().maxOutputTokens(maxOutputTokens).build();
  }

  @Override
  protected String customModelName() {
    return TestEngines.OTHER_NAME;
  }

  /** The suite wants one certain object, which a model of 135M parameters does not guess. */
  @Override
  @ParameterizedTest
  @MethodSource("models")
  protected void should_respect_JSON_response_format(StreamingChatModel model) {
    Conversation conversation = Conversation.inJson();

    conversation.verifyJson(chat(model, conversation.request()).chatResponse());
  }

  /** The suite wants a translation, which is beyond a model of 135M parameters. */
  @Override
  @ParameterizedTest
  @MethodSource("models")
  protected void should_respect_system_message(StreamingChatModel model) {
    Conversation conversation = Conversation.withSystemMessage();

    conversation.verify(chat(model, conversation.request()).chatResponse());
  }

  /** The suite wants the model to recall a colour, which is beyond one of 135M parameters. */
  @Override
  @ParameterizedTest
  @MethodSource("models")
  protected void should_respect_multiple_messages(StreamingChatModel model) {
    Conversation conversation = Conversation.withSeveralTurns();

    conversation.verify(chat(model, conversation.request()).chatResponse());
  }

  /** The suite wants the model to see for itself which tool it needs; here it is told. */
  @Override
  @ParameterizedTest
  @MethodSource("models")
  protected void should_execute_a_tool_then_answer(StreamingChatModel model) {
    ToolConversation.verify(
        request -> chat(model, request).chatResponse(), ToolConversation.WEATHER);
  }

  @Override
  @ParameterizedTest
  @MethodSource("models")
  protected void should_execute_a_tool_without_arguments_then_answer(StreamingChatModel model) {
    ToolConversation.verify(request -> chat(model, request).chatResponse(), ToolConversation.TIME);
  }

  @Override
  @ParameterizedTest
  @MethodSource("models")
  protected void should_execute_multiple_tools_in_parallel_then_answer(StreamingChatModel model) {
    ToolConversation.verify(
        request -> chat(model, request).chatResponse(),
        ToolConversation.WEATHER,
        ToolConversation.TIME);
  }

  @Override
  @ParameterizedTest
  @MethodSource("models")
  protected void should_force_LLM_to_execute_any_tool(StreamingChatModel model) {
    ToolConversation.verify(
        request -> chat(model, request).chatResponse(),
        ToolConversation.TIME,
        ToolConversation.WEATHER);
  }

  @Override
  @ParameterizedTest
  @MethodSource("models")
  protected void should_force_LLM_to_execute_specific_tool(StreamingChatModel model) {
    ToolConversation.verify(
        request -> chat(model, request).chatResponse(), ToolConversation.WEATHER);
  }

  @Override
  @ParameterizedTest
  @MethodSource("models")
  protected void should_execute_a_tool_then_answer_respecting_JSON_response_format_with_schema(
      StreamingChatModel model) {
    ToolConversation.verifyWithFormat(request -> chat(model, request).chatResponse());
  }

  @Override
  protected Class<? extends ChatResponseMetadata> chatResponseMetadataType(
      StreamingChatModel model) {
    return DroverChatResponseMetadata.class;
  }

  @Override
  protected boolean supportsJsonResponseFormat() {
    return true;
  }

  @Override
  protected boolean supportsJsonResponseFormatWithSchema() {
    return true;
  }

  @Override
  protected boolean supportsJsonResponseFormatWithRawSchema() {
    return true;
  }

  @Override
  protected boolean supportsSingleImageInputAsBase64EncodedString() {
    return false;
  }

  @Override
  protected boolean supportsSingleImageInputAsPublicURL() {
    return false;
  }
}
