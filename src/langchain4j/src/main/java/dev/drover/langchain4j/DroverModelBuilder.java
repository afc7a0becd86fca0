package dev.drover.langchain4j;

import dev.drover.engine.Engine;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.DefaultChatRequestParameters;
import java.util.ArrayList;
import java.util.List;

/**
 * What the builders of both models share.
 *
 * @param <B> the builder's own type
 */
public abstract sealed class DroverModelBuilder<B extends DroverModelBuilder<B>>
    permits DroverChatModel.Builder, DroverStreamingChatModel.Builder {
  private final List<Engine> engines = new ArrayList<>();
  private ChatRequestParameters defaults = DefaultChatRequestParameters.EMPTY;
  private List<ChatModelListener> listeners = List.of();

  DroverModelBuilder() {}

  abstract B self();

  /**
   * Adds an engine. The first is the default; a request reaches another by its {@code modelName}.
   * At least one is required, and no two may serve the same name. The engine is shared, not owned.
   */
  public B engine(Engine engine) {
    engines.add(engine);
    return self();
  }

  /**
   * What requests that do not say otherwise use; a {@link DroverChatRequestParameters} or any
   * other. A {@code modelName} in it chooses the default engine.
   */
  public B defaultRequestParameters(ChatRequestParameters parameters) {
    defaults = parameters;
    return self();
  }

  /** Who is told of requests, responses and errors. */
  public B listeners(List<ChatModelListener> value) {
    listeners = List.copyOf(value);
    return self();
  }

  /** Who is told of requests, responses and errors. */
  public B listeners(ChatModelListener... value) {
    return listeners(List.of(value));
  }

  ChatDoor door() {
    return ChatDoor.open(engines, defaults, listeners);
  }
}
