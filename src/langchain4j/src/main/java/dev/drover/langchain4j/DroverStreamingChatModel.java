package dev.drover.langchain4j;

import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import java.util.List;

/**
 * A {@link StreamingChatModel} that generates in this process. Thread-safe; each chat's handler is
 * called from one virtual thread of its own. The engine stays the caller's to close.
 */
public final class DroverStreamingChatModel implements StreamingChatModel {
  private final ChatDoor door;

  private DroverStreamingChatModel(Builder builder) {
    door = builder.door();
  }

  /** Starts a model over an engine. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Generates one answer and returns at once. Everything else reaches the handler: a request that
   * is out of range or too long, a full queue and a failing engine come as the exceptions that
   * {@link DroverChatModel#doChat} throws.
   *
   * <p>An exception that the handler throws goes to its own {@code onError} and the stream goes on,
   * as LangChain4j's streaming models agree; cancel through the context's {@code StreamingHandle}
   * to end it. An {@link Error} ends the stream. After a cancellation no callback comes.
   *
   * @throws dev.langchain4j.exception.UnsupportedFeatureException (thrown, not handed to the
   *     handler) for content other than text
   */
  @Override
  public void doChat(ChatRequest chatRequest, StreamingChatResponseHandler handler) {
    ChatDoor.refuseUnsupported(chatRequest);
    Thread.ofVirtual()
        .name("drover-chat-stream")
        .start(new StreamedChat(() -> door.accept(chatRequest), handler));
  }

  /** {@inheritDoc} Always a {@link DroverChatRequestParameters} that names the model. */
  @Override
  public ChatRequestParameters defaultRequestParameters() {
    return door.defaults();
  }

  @Override
  public List<ChatModelListener> listeners() {
    return door.listeners();
  }

  /** Builds a {@link DroverStreamingChatModel}. */
  public static final class Builder extends DroverModelBuilder<Builder> {
    private Builder() {}

    @Override
    Builder self() {
      return this;
    }

    /**
     * The model.
     *
     * @throws IllegalArgumentException if no engine was given, or two of one name
     * @throws dev.langchain4j.exception.LangChain4jException as {@link DroverChatModel#doChat} if
     *     the default parameters ask for something unsupported, out of range or unknown
     */
    public DroverStreamingChatModel build() {
      return new DroverStreamingChatModel(this);
    }
  }
}
