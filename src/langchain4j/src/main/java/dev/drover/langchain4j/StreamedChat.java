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
import dev.drover.engine.chat.ToolCallReader;
import dev.drover.engine.constraint.Constraint.ToolCalls;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.exception.LangChain4jException;
import dev.langchain4j.internal.ToolCallBuilder;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.CompleteToolCall;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.PartialToolCall;
import dev.langchain4j.model.chat.response.PartialToolCallContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** One streamed chat from submission to its last callback, on the thread that runs it. */
final class StreamedChat implements Runnable, StreamingHandle, ToolCallReader.Listener {
  private static final System.Logger LOG = System.getLogger(StreamedChat.class.getName());

  private final Supplier<ChatDoor.Call> request;
  private final StreamingChatResponseHandler handler;
  private final StringBuilder text = new StringBuilder();
  private final List<TokenLogprobs> logprobs = new ArrayList<>();
  private final ToolCallBuilder calls = new ToolCallBuilder();
  private ToolCallReader reader;
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
      ToolCalls tools = Tools.of(call.request());
      reader = tools == null ? null : new ToolCallReader(tools, null, this);
      while (!cancelled) {
        GenerationEvent event = started.next();
        switch (event) {
          case PromptLogprobs _, PromptStates _ ->
              throw new IllegalStateException("nobody asked for it");
          case Steered steered -> steering = steered.terms();
          case Delta delta -> append(delta);
          case Finished finish -> {
            if (cancelled) {
              return null;
            }
            Faults.refuseUnfinished(finish);
            if (reader != null) {
              reader.end();
            }
            AiMessage message = Tools.message(text.toString(), calls.allRequests());
            return cancelled
                ? null
                : call.response(message, logprobs, steering, finish, started.promptTokens());
          }
          case null -> throw new IllegalStateException("the generation ended without a reason");
        }
      }
      return null;
    }
  }

  private void append(Delta delta) {
    logprobs.addAll(delta.logprobs());
    if (reader != null) {
      reader.read(delta.text());
    } else if (!delta.text().isEmpty()) {
      content(delta.text());
    }
  }

  @Override
  public void content(String more) {
    if (!cancelled) {
      text.append(more);
      tell(() ->
          handler.onPartialResponse(new PartialResponse(more), new PartialResponseContext(this)));
    }
  }

  @Override
  public void call(int index, String name) {
    calls.updateIndex(index);
    calls.updateId(Tools.callId());
    calls.updateName(name);
  }

  @Override
  public void arguments(int index, String more) {
    calls.appendArguments(more);
    if (!cancelled) {
      PartialToolCall partial =
          PartialToolCall.builder()
              .index(index)
              .id(calls.id())
              .name(calls.name())
              .partialArguments(more)
              .build();
      tell(() -> handler.onPartialToolCall(partial, new PartialToolCallContext(this)));
    }
  }

  @Override
  public void callEnded(int index) {
    CompleteToolCall complete = calls.buildAndReset();
    if (!cancelled) {
      tell(() -> handler.onCompleteToolCall(complete));
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
