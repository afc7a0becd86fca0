package dev.drover.engine;

import dev.drover.engine.EngineUnavailableException.Reason;
import dev.drover.engine.chat.ChatTemplate;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Semaphore;

/**
 * A loaded model and the thread that decodes every request for it in one continuous batch.
 *
 * <p>All methods may be called from any thread. The engine's own thread is the only one that
 * touches the model's memory and the sequences.
 */
public final class Engine implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Engine.class.getName());
  static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final ModelRunner runner;
  private final EngineConfig config;
  private final ModelInfo info;
  private final ChatTemplate chatTemplate;
  private final Scheduler scheduler;
  private final BatchDecoder decoder;
  private final Thread thread;
  private final Semaphore work = new Semaphore(0);

  /** Guards the fields below it: where callers and the engine's thread meet. */
  private final Object door = new Object();

  private final Queue<Task> inbox = new ArrayDeque<>();
  private int waiting;
  private long order;
  private boolean closed;

  private final Counters counters = new Counters();

  Engine(ModelRunner runner, EngineConfig config) {
    this.runner = runner;
    this.config = config;
    this.info = runner.info();
    this.chatTemplate = new ChatTemplate(runner.chatTemplate(), runner.tokenizer());
    this.scheduler = new Scheduler(runner, config);
    this.decoder = new BatchDecoder(runner, scheduler, counters);
    counters.stepped(System.nanoTime(), true, scheduler);
    this.thread = Thread.ofPlatform().daemon().name("drover-" + config.name()).start(this::run);
  }

  /**
   * Loads a model and starts its engine. Blocks while the model is loaded.
   *
   * @param model a GGUF file
   * @param natives the folder that holds llama.cpp's libraries, or null for the embedded one
   * @throws EngineUnavailableException (FAILED) if the model or the library cannot be loaded
   */
  public static Engine load(Path model, Path natives, EngineConfig config) {
    return new Engine(LlamaRunner.load(model, natives, config), config);
  }

  /**
   * Takes a request into the queue. Renders the chat template and tokenises on the caller's thread.
   *
   * @throws InvalidRequestException if the request does not fit the model
   * @throws EngineUnavailableException if the queue is full or the engine closed
   */
  public Generation submit(GenerationRequest request) {
    requireOpen();
    int vocabulary = info.vocabularySize();
    Limits.tokenIds("stop_token_ids", request.stopping().stopTokens(), vocabulary);
    Limits.tokenIds("logit_bias", request.sampling().logitBias().keySet(), vocabulary);
    int[] prompt = tokenize(request.prompt());
    Limits.promptLength(prompt.length, info.contextLength());
    synchronized (door) {
      requireOpen();
      int queued = inbox.size() + waiting;
      if (queued >= config.maxWaiting()) {
        throw new EngineUnavailableException(
            Reason.QUEUE_FULL,
            "the queue is full: " + queued + " of " + config.maxWaiting() + " requests wait",
            RETRY_AFTER);
      }
      Task task = new Task(request, prompt, order++, config.eventBuffer(), work::release);
      inbox.add(task);
      work.release();
      return task;
    }
  }

  /** What the engine serves. */
  public ModelInfo model() {
    return info;
  }

  /** The model's vocabulary. */
  public Tokenizer tokenizer() {
    return runner.tokenizer();
  }

  /**
   * The text the model's chat template makes of a conversation.
   *
   * @throws InvalidRequestException if the model has no chat template or it refuses the messages
   */
  public String render(Prompt.Chat chat) {
    return chatTemplate.render(chat);
  }

  /**
   * The prompt's token ids as {@link #submit} would decode them.
   *
   * @throws InvalidRequestException if the prompt does not fit the model
   */
  public int[] tokenize(Prompt prompt) {
    return switch (prompt) {
      case Prompt.Text(String text) -> tokenizer().encode(text, true, true);
      case Prompt.Tokens(List<Integer> ids) -> {
        Limits.tokenIds("prompt", ids, info.vocabularySize());
        yield ids.stream().mapToInt(Integer::intValue).toArray();
      }
      case Prompt.Chat chat -> chatTemplate.tokenize(chat);
    };
  }

  /** Counters and state now. */
  public EngineStatistics statistics() {
    return counters.snapshot(queued());
  }

  /** Ends all generations as cancelled, stops the thread and frees the model. Idempotent. */
  @Override
  public void close() {
    synchronized (door) {
      closed = true;
    }
    work.release();
    boolean interrupted = false;
    while (thread.isAlive() && Thread.currentThread() != thread) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true; // the model must not be freed under the thread: wait on
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try (runner) {
      while (!isClosed()) {
        try {
          if (!step()) {
            work.acquire();
            work.drainPermits();
          }
        } catch (InterruptedException e) {
          LOG.log(Level.DEBUG, "interrupted; the engine goes on until it is closed");
        } catch (RuntimeException | Error e) {
          // No request may end the engine: whatever this was, its sequences end with it.
          LOG.log(Level.ERROR, "a step failed", e);
          endAll(FinishReason.ERROR, "the engine failed: " + e);
        }
      }
      endAll(FinishReason.CANCELLED, "the engine was closed");
    }
  }

  /**
   * One round: receive, drop what was cancelled, admit, plan a batch, decode it and let every
   * sequence take its token, retire.
   *
   * @return false if there was nothing to do
   */
  private boolean step() {
    long began = System.nanoTime();
    receive();
    scheduler.forEach(Engine::endIfCancelled);
    scheduler.retire(counters::ended);
    scheduler.admit();
    List<Scheduler.Chunk> batch = scheduler.plan();
    if (!batch.isEmpty()) {
      decoder.decode(batch);
      scheduler.retire(counters::ended);
    }
    publish(began, batch);
    return !batch.isEmpty();
  }

  /** Takes over what callers have submitted. */
  private void receive() {
    synchronized (door) {
      for (Task task; (task = inbox.poll()) != null; waiting++) {
        scheduler.enqueue(new Sequence(task, 0));
      }
    }
  }

  private static void endIfCancelled(Sequence s) {
    if (s.task.isCancelled()) {
      s.finish(FinishReason.CANCELLED, null, null);
    }
  }

  private void publish(long began, List<Scheduler.Chunk> batch) {
    counters.stepped(began, batch.isEmpty(), scheduler);
    synchronized (door) {
      waiting = scheduler.waitingCount();
    }
  }

  private void endAll(FinishReason reason, String message) {
    receive();
    scheduler.forEach(s -> s.finish(reason, null, message));
    scheduler.retire(counters::ended);
    publish(System.nanoTime(), List.of());
  }

  private int queued() {
    synchronized (door) {
      return inbox.size() + waiting;
    }
  }

  private void requireOpen() {
    if (isClosed()) {
      throw new EngineUnavailableException(Reason.CLOSED, "the engine is closed", RETRY_AFTER);
    }
  }

  private boolean isClosed() {
    synchronized (door) {
      return closed;
    }
  }
}
