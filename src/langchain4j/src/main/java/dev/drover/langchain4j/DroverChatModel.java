package dev.drover.langchain4j;

import dev.drover.engine.Generation;
import dev.langchain4j.exception.LangChain4jException;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.util.List;

/**
 * A {@link ChatModel} that generates in this process. Thread-safe; concurrent chats share the
 * engine's batch. The engine stays the caller's to close.
 */
public final class DroverChatModel implements ChatModel {
  private final ChatDoor door;

  private DroverChatModel(Builder builder) {
    door = builder.door();
  }

  /** Starts a model over an engine. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Generates one answer and waits for it.
   *
   * @throws dev.langchain4j.exception.UnsupportedFeatureException for content other than text
   * @throws dev.langchain4j.exception.InvalidRequestException if a parameter is out of range, a
   *     steering vector is unknown or does not fit the model, or the prompt does not fit its
   *     context
   * @throws dev.langchain4j.exception.ModelNotFoundException if no engine serves the model's name
   * @throws dev.langchain4j.exception.RateLimitException if the engine's queue is full
   * @throws dev.langchain4j.exception.InternalServerException if the engine is closed or fails
   * @throws LangChain4jException if the thread is interrupted; its interrupt flag stays set and the
   *     generation is cancelled
   */
  @Override
  public ChatResponse doChat(ChatRequest chatRequest) {
    ChatDoor.Call call = door.accept(chatRequest);
    try (Generation generation = call.submit()) {
      return call.response(generation.await());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LangChain4jException("interrupted while the model generated", e);
    }
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

  /** Builds a {@link DroverChatModel}. */
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
    public DroverChatModel build() {
      return new DroverChatModel(this);
    }
  }
}
