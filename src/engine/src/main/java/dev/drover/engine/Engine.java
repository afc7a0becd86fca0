package dev.drover.engine;

import dev.drover.engine.EngineUnavailableException.Reason;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A loaded model and the thread that decodes every request for it in one continuous batch.
 *
 * <p>All methods may be called from any thread. The engine's own thread is the only one that
 * touches the model's memory and the sequences.
 */
public final class Engine implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Engine.class.getName());
  private static final long PAUSE_MILLIS = 50;

  /** How often freeing the model is tried, with a pause between. */
  private static final int FREE_TRIES = 200;

  /** Tokens of a batch where a request is computed by itself, so that chunks begin at multiples. */
  private static final int GRAIN = 64;

  private final ModelRunner runner;
  private final EngineConfig config;
  private final ModelInfo info;
  private final Preparation preparation;

  /**
   * The lane all share; then, once asked for, the one for reproducible requests. None if the model
   * only embeds.
   */
  private final List<Lane> lanes = new ArrayList<>();

  private final PinnedPrefixes prefixes = new PinnedPrefixes(this);
  private final EmbeddingLane embeddings;
  private final Inbox inbox;
  private final Thread thread;
  private final Counters counters = new Counters();
  private final FairShare shares = new FairShare();
  private final Meter meter;
  private volatile String vocabulary;

  Engine(ModelRunner runner, EngineConfig config) {
    this(runner, config, EngineObserver.NONE, SteeringLibrary.NONE);
  }

  Engine(
      ModelRunner runner, EngineConfig config, EngineObserver observer, SteeringLibrary library) {
    this.runner = runner;
    this.config = config;
    this.info = runner.info();
    this.preparation = new Preparation(this, runner, config, library);
    this.meter = new Meter(observer);
    if (info.generates()) {
      lanes.add(new Lane(runner, config, 1, shares, counters, meter));
    }
    this.embeddings = new EmbeddingLane(runner, shares, counters, meter);
    this.inbox = new Inbox(config.maxWaiting(), counters, embeddings::waitingCount);
    counters.state(lanes);
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
    return load(model, natives, config, EngineObserver.NONE, SteeringLibrary.NONE);
  }

  /**
   * The same, observed, and with vectors that requests may name.
   *
   * @param observer told what the engine does, until it is closed
   * @param library finds the vectors
   * @throws EngineUnavailableException (FAILED) if the model or the library cannot be loaded
   */
  public static Engine load(
      Path model,
      Path natives,
      EngineConfig config,
      EngineObserver observer,
      SteeringLibrary library) {
    return load(LlamaRunner.load(model, natives, config), config, observer, library);
  }

  /** Starts the engine of a loaded model, with the system prompts that it is to keep. */
  static Engine load(
      ModelRunner runner, EngineConfig config, EngineObserver observer, SteeringLibrary library) {
    Engine engine = new Engine(runner, config, observer, library);
    try {
      engine.prefixes.prepare(config.systemPrompts(), config.prefixFolder());
      return engine;
    } catch (InterruptedException e) {
      engine.close();
      Thread.currentThread().interrupt();
      throw new EngineUnavailableException(
          Reason.FAILED, "loading was interrupted", Inbox.RETRY_AFTER);
    }
  }

  /**
   * Takes a request into the queue. Renders the chat template and tokenises on the caller's thread.
   *
   * @throws InvalidRequestException if the request does not fit the model
   * @throws UnknownVectorException if its steering names a vector that is not known
   * @throws EngineUnavailableException if the queue is full or the engine closed
   */
  public Generation submit(GenerationRequest request) {
    return submit(request, null, report -> {});
  }

  /**
   * The same for a request with a name.
   *
   * @param id what logs and reports call the request; null: a number
   * @param ended told once how the request went, as {@link EngineObserver#ended} is
   * @throws InvalidRequestException if the request does not fit the model
   * @throws UnknownVectorException if its steering names a vector that is not known
   * @throws EngineUnavailableException if the queue is full or the engine closed
   */
  public Generation submit(GenerationRequest request, String id, Consumer<RequestReport> ended) {
    if (request.decoding().kind() == Decoding.ENSEMBLE) {
      return new Ensemble(this, preparation.companions()).submit(request, id, ended);
    }
    return submit(request, null, id, ended);
  }

  /** The same for one that may have a place in a vote. */
  Generation submit(
      GenerationRequest request, TokenVote.Seat seat, String id, Consumer<RequestReport> ended) {
    Limits.generates(info);
    inbox.requirePlace();
    Prepared prepared = preparation.prepare(request, seat);
    try {
      return inbox.admit((order, ahead) ->
          inbox.add(
              new Task(
                  prepared,
                  info,
                  order,
                  ahead,
                  config.eventBuffer(),
                  inbox::wake,
                  id == null ? Long.toString(order) : id,
                  report -> meter.ended(report, ended))));
    } catch (RuntimeException e) {
      prepared.release();
      throw e;
    }
  }

  /**
   * Takes a request for embeddings into the queue. Tokenises on the caller's thread.
   *
   * @return the vectors, once they are there; cancelling it ends the request within a step. Fails
   *     with a {@link GenerationFailedException} if the engine broke, an {@link
   *     EngineUnavailableException} if it was closed, or a {@link
   *     java.util.concurrent.TimeoutException} if the deadline passed
   * @throws InvalidRequestException if the request does not fit the model
   * @throws EngineUnavailableException if the queue is full or the engine closed
   */
  public Future<EmbeddingResult> embed(EmbeddingRequest request) {
    EmbeddingPooling pooling = EmbeddingLimits.pooling(request.pooling(), runner.pooling(), info);
    inbox.requirePlace();
    Limits.adapter(request.adapter(), config.adapters().keySet());
    EmbeddingLimits.dimensions(request.dimensions(), info.embeddingWidth());
    List<int[]> inputs = new ArrayList<>();
    for (int i = 0; i < request.inputs().size(); i++) {
      Prompt input = request.inputs().get(i);
      int[] tokens = Limits.under(request.field(i), () -> tokenize(input));
      EmbeddingLimits.inputLength(request.field(i), tokens.length, info);
      inputs.add(tokens);
    }
    return inbox.admit((order, ahead) -> {
      EmbeddingTask task = new EmbeddingTask(request, inputs, pooling, order);
      embeddings.submit(task);
      return task.result();
    });
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
    return preparation.chatTemplate().render(chat);
  }

  /**
   * The prompt's token ids as {@link #submit} would decode them.
   *
   * @throws InvalidRequestException if the prompt does not fit the model
   */
  public int[] tokenize(Prompt prompt) {
    return preparation.tokenize(prompt);
  }

  /** What tells its vocabulary apart from others. */
  String vocabulary() {
    if (vocabulary == null) {
      vocabulary = TokenDigest.of(tokenizer());
    }
    return vocabulary;
  }

  /** There are other models beside this one, which its requests may name. */
  void companions(Function<String, EngineLease> leases) {
    preparation.companions(leases);
  }

  /**
   * A second memory for the model, for another engine's thread.
   *
   * @throws RuntimeException if there is no room for it
   */
  ModelRunner drafting() {
    return runner.drafting();
  }

  /** Beginnings of prompts that stay in memory whatever else needs room. */
  public PinnedPrefixes prefixes() {
    return prefixes;
  }

  /**
   * Does something with the shared memory on the engine's thread, between two steps.
   *
   * @throws InvalidRequestException if the model only embeds: it has no such memory
   * @throws EngineUnavailableException if the engine is closed
   */
  <T> T call(Function<Lane, T> action) throws InterruptedException {
    Limits.generates(info);
    FutureTask<T> command = new FutureTask<>(() -> action.apply(lanes.getFirst()));
    inbox.add(command);
    try {
      return command.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException(e.getCause());
    }
  }

  /** Counters and state now. */
  public EngineStatistics statistics() {
    return counters.snapshot(inbox.queued(), embeddings.runningCount());
  }

  /** Ends all generations as cancelled, stops the thread and frees the model. Idempotent. */
  @Override
  public void close() {
    inbox.close();
    if (Thread.currentThread() != thread) {
      Threads.join(List.of(thread));
    }
  }

  private void run() {
    try {
      while (!inbox.isClosed()) {
        try {
          if (!step()) {
            rest();
          }
        } catch (InterruptedException e) {
          LOG.log(Level.DEBUG, "interrupted; the engine goes on until it is closed");
        } catch (RuntimeException | Error e) {
          // No request may end the engine: whatever this was, its sequences end with it.
          LOG.log(Level.ERROR, "a step failed", e);
          embeddings.endAll(new GenerationFailedException("the engine failed: " + e));
          endAll(FinishReason.ERROR, "the engine failed: " + e);
        }
      }
      embeddings.endAll(Inbox.closed());
      endAll(FinishReason.CANCELLED, "the engine was closed");
      checkBooks();
      embeddings.close();
      lanes.forEach(lane -> lane.scheduler.speculator().close());
      lanes.stream().skip(1).forEach(lane -> lane.runner.close());
    } finally {
      // Other engines that close as well may still use the weights.
      Threads.retry(runner::close, FREE_TRIES, PAUSE_MILLIS);
    }
  }

  /**
   * One round: receive, then in each lane end what is over, admit, decode a batch and let every
   * sequence take its token; last a batch of embeddings.
   *
   * @return false if there was nothing to do
   */
  private boolean step() {
    meter.begin();
    receive();
    boolean worked = false;
    for (Lane lane : lanes) {
      worked |= lane.step();
    }
    worked |= embeddings.step(this::room);
    if (worked) {
      counters.stepped(meter.end());
    }
    publish();
    return worked;
  }

  /** Tokens that a batch of embeddings may have: where nothing else runs, all that fit. */
  private int room() {
    return lanes.stream().mapToInt(lane -> lane.scheduler.room()).min().orElse(config.batchSize());
  }

  /** Takes over what callers have submitted. */
  private void receive() {
    Inbox.Mail mail = inbox.take();
    mail.commands().forEach(FutureTask::run);
    for (Task task : mail.tasks()) {
      Sequence sequence = new Sequence(task, 0);
      try {
        lane(task).scheduler.enqueue(sequence);
      } catch (RuntimeException e) {
        LOG.log(Level.WARNING, "no memory for the reproducible request " + task.id, e);
        sequence.finish(FinishReason.ERROR, null, e.getMessage());
        counters.ended(sequence);
      }
    }
  }

  private Lane lane(Task task) {
    if (!task.request.reproducible()) {
      return lanes.getFirst();
    }
    if (lanes.size() == 1) {
      lanes.add(new Lane(runner.alone(GRAIN), config.alone(GRAIN), GRAIN, shares, counters, meter));
    }
    return lanes.getLast();
  }

  /** Waits for something to do; looks after the books first when nothing is under way. */
  private void rest() throws InterruptedException {
    if (lanes.stream().allMatch(lane -> lane.scheduler.isEmpty()) && embeddings.isEmpty()) {
      checkBooks();
      inbox.await();
    } else {
      // A reader may be behind or a deadline near: neither wakes the engine.
      inbox.await(PAUSE_MILLIS);
    }
  }

  private void checkBooks() {
    List<String> faults = new ArrayList<>(embeddings.faults());
    lanes.forEach(lane -> faults.addAll(lane.scheduler.faults()));
    if (!faults.isEmpty()) {
      counters.faulty();
      LOG.log(Level.ERROR, "the engine's books and the model's memory differ: {0}", faults);
    }
  }

  private void publish() {
    counters.state(lanes);
    inbox.waiting(lanes.stream().mapToInt(lane -> lane.scheduler.waitingCount()).sum());
  }

  private void endAll(FinishReason reason, String message) {
    receive();
    for (Lane lane : lanes) {
      lane.scheduler.forEach(s -> s.finish(reason, null, message));
      lane.scheduler.retire(counters::ended);
    }
    publish();
  }
}
