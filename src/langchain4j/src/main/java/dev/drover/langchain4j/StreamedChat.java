package dev.drover.langchain4j;

import dev.drover.engine.AppliedTerm;
import dev.drover.engine.Generation;
import dev.drover.engine.GenerationEvent;
import dev.drover.engine.GenerationEvent.Delta;
import dev.drover.engine.GenerationEvent.Finished;
import dev.drover.engine.GenerationEvent.PromptLogprobs;
import dev.drover.engine.GenerationEvent.PromptStates;
import dev.drover.engine.GenerationEvent.Steered;
import dev.drover.engine.TokenLogprobs;
import dev.langchain4j.exception.LangChain4jException;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** One streamed chat from submission to its last callback, on the thread that runs it. */
final class StreamedChat implements Runnable, StreamingHandle {
  private static final System.Logger LOG = System.getLogger(StreamedChat.class.getName());

  private final Supplier<ChatDoor.Call> request;
  private final StreamingChatResponseHandler handler;
  private final StringBuilder text = new StringBuilder();
  private final List<TokenLogprobs> logprobs = new ArrayList<>();
  private List<AppliedTerm> steering = List.of();
  private volatile Generation generation;
  private volatile boolean cancelled;

  /**
   * A chat to run.
   *
   * @param request checks the request; what it throws goes to the handler
   * @param handler called from the thread that runs this, and no other
   */
  StreamedChat(Supplier<ChatDoor.Call> request, StreamingChatResponseHandler handler) {
    this.request = request;
    this.handler = handler;
  }

  @Override
  public void run() {
    ChatResponse response;
    try {
      response = generate(request.get());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      fail(new LangChain4jException("interrupted while the model generated", e));
      return;
    } catch (RuntimeException | Error e) {
      fail(e);
      return;
    }
    if (response != null) {
      tell(() -> handler.onCompleteResponse(response));
    }
  }

  /** The whole response, or null if the handler cancelled it. */
  private ChatResponse generate(ChatDoor.Call call) throws InterruptedException {
    try (Generation started = call.submit()) {
      generation = started;
      while (!cancelled) {
        GenerationEvent event = started.next();
        switch (event) {
          case PromptLogprobs _, PromptStates _ ->
              throw new IllegalStateException("nobody asked for it");
          case Steered steered -> steering = steered.terms();
          case Delta delta -> append(delta);
          case Finished finish -> {
            return cancelled
                ? null
                : call.response(
                    text.toString(), logprobs, steering, finish, started.promptTokens());
          }
          case null -> throw new IllegalStateException("the generation ended without a reason");
        }
      }
      return null;
    }
  }

  private void append(Delta delta) {
    logprobs.addAll(delta.logprobs());
    if (!delta.text().isEmpty() && !cancelled) {
      text.append(delta.text());
      tell(() ->
          handler.onPartialResponse(
              new PartialResponse(delta.text()), new PartialResponseContext(this)));
    }
  }

  private void tell(Runnable callback) {
    try {
      callback.run();
    } catch (Exception e) {
      fail(e);
    }
  }

  private void fail(Throwable fault) {
    try {
      handler.onError(fault);
    } catch (Exception e) {
      LOG.log(System.Logger.Level.WARNING, "a handler's onError threw; ignored", e);
    }
  }

  @Override
  public void cancel() {
    cancelled = true;
    generation.cancel();
  }

  @Override
  public boolean isCancelled() {
    return cancelled;
  }
}
