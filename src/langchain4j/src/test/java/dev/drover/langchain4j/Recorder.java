package dev.drover.langchain4j;

import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A handler that remembers what it was told, and can cancel or throw. */
final class Recorder implements StreamingChatResponseHandler {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final List<String> partials = new CopyOnWriteArrayList<>();
  private final List<Throwable> errors = new CopyOnWriteArrayList<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile ChatResponse complete;
  private volatile StreamingHandle handle;
  private volatile Thread thread;
  private int cancelAfter = Integer.MAX_VALUE;
  private Throwable toThrow;

  /** Cancels in the callback of that partial response. */
  Recorder cancelAfter(int count) {
    cancelAfter = count;
    return this;
  }

  /** Throws from the first partial response. */
  Recorder throwOnFirst(Throwable value) {
    toThrow = value;
    return this;
  }

  @Override
  public void onPartialResponse(PartialResponse partial, PartialResponseContext context) {
    thread = Thread.currentThread();
    handle = context.streamingHandle();
    partials.add(partial.text());
    if (partials.size() == cancelAfter) {
      handle.cancel();
    }
    if (partials.size() == 1) {
      switch (toThrow) {
        case RuntimeException e -> throw e;
        case Error e -> throw e;
        case null, default -> {}
      }
    }
  }

  @Override
  public void onCompleteResponse(ChatResponse response) {
    thread = Thread.currentThread();
    complete = response;
    ended.countDown();
  }

  @Override
  public void onError(Throwable error) {
    thread = Thread.currentThread();
    errors.add(error);
    if (error != toThrow || error instanceof Error) {
      ended.countDown();
    }
  }

  /** Waits for the complete response, or an error that is not the handler's own exception. */
  void await() throws InterruptedException {
    if (!ended.await(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("the stream did not end");
    }
  }

  List<String> partials() {
    return partials;
  }

  String text() {
    return String.join("", partials);
  }

  List<Throwable> errors() {
    return errors;
  }

  /** The whole response, or null. */
  ChatResponse complete() {
    return complete;
  }

  /** The handle of the last partial response, or null. */
  StreamingHandle handle() {
    return handle;
  }

  /** Waits until the thread that called last has ended: nothing can be called after. */
  void awaitThread() throws InterruptedException {
    if (!thread.join(LIMIT)) {
      throw new AssertionError("the stream goes on");
    }
  }
}
