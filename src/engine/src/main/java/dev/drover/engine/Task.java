package dev.drover.engine;

import dev.drover.engine.constraint.Matcher;
import dev.drover.engine.sampling.SamplingPlan;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/**
 * A submitted request inside the engine: what its choices share. The caller's side of it is {@link
 * Generation}; everything else belongs to the engine's thread.
 */
final class Task implements Generation {
  final GenerationRequest request;
  final int[] prompt;
  final SamplingPlan sampling;
  final Steering steering;

  /** Under what its prompt is computed: sequences of another key can share nothing with it. */
  final Object prefixKey;

  /** What reads its hidden states, or null. */
  final StateReader states;

  /** The other model it needs, held until it ends; or null. */
  final EngineLease companion;

  private final Prepared prepared;

  /** Its place in a vote on every token, or null. */
  final TokenVote.Seat seat;

  /** What logs and reports call it. */
  final String id;

  /** Order of arrival: the older task goes first. */
  final long order;

  private final int ahead;
  final EventBuffer events;
  private final Runnable wake;
  private final Consumer<RequestReport> ended;
  private final Instant submittedAt = Instant.now();
  private final long submitted = System.nanoTime();
  private volatile long started;
  private volatile long firstEvent;
  private long firstToken;
  private volatile boolean cancelled;
  private volatile boolean finished;
  private final Long deadline;
  private int openChoices;
  private int generated;
  private FinishReason reason = FinishReason.END_OF_GENERATION;

  /** How many tokens of the prompt were in memory when it was given a place. */
  int reused;

  /** Of how many of the prompt's tokens the log-probabilities have been told. */
  int promptTold;

  /** Whether all choices have their own sequence; until then the first stands for them all. */
  boolean forked;

  Task(
      Prepared prepared,
      ModelInfo model,
      long order,
      int ahead,
      int eventBuffer,
      Runnable wake,
      String id,
      Consumer<RequestReport> ended) {
    this.prepared = prepared;
    this.request = prepared.request();
    this.prompt = prepared.prompt();
    this.sampling = prepared.sampling();
    this.steering = prepared.steering();
    this.companion = prepared.companion();
    this.seat = prepared.seat();
    if (seat != null) {
      seat.wake(wake);
    }
    this.prefixKey = new PrefixKey(named(request.adapter()), steering.key());
    this.states =
        request.states() == null ? null : new StateReader(request.states(), prompt.length, model);
    this.promptTold = request.promptLogprobsFrom();
    this.order = order;
    this.ahead = ahead;
    this.events = new EventBuffer(eventBuffer, wake);
    this.wake = wake;
    this.id = id;
    this.ended = ended;
    Duration limit = request.scheduling().deadline();
    this.deadline = limit == null ? null : limit.toNanos();
    this.openChoices = request.bestOf();
    this.forked = request.bestOf() == 1 || request.decoding().kind() == Decoding.BEAM;
  }

  /**
   * The first step that works on the request begins.
   *
   * @return false if one did before
   */
  boolean start() {
    if (started != 0) {
      return false;
    }
    started = System.nanoTime();
    return true;
  }

  /**
   * A token of some choice was drawn.
   *
   * @return false if one was before
   */
  boolean firstToken(long now) {
    if (firstToken != 0) {
      return false;
    }
    firstToken = now;
    return true;
  }

  /** The beginning of a sequence's constraint, or null. */
  Matcher matcher() {
    return prepared.constraint() == null ? null : prepared.constraint().get();
  }

  String client() {
    return request.scheduling().client();
  }

  /** The key of what is computed unsteered, with an adapter or without if it is null. */
  static Object prefixKey(String adapter) {
    return new PrefixKey(named(adapter), Steering.NONE.key());
  }

  private record PrefixKey(String adapter, Object steering) {}

  /** Name of the adapter; empty for none. */
  String adapter() {
    return named(request.adapter());
  }

  private static String named(String adapter) {
    return adapter == null ? "" : adapter;
  }

  int priority() {
    return request.scheduling().priority();
  }

  /** Whether logits of its prompt are wanted that were not yet told of. */
  boolean needsPromptLogits() {
    return request.promptLogprobs() != null && promptTold < prompt.length;
  }

  /** Whether a token of the prompt is wanted a row of logits for, beside the last. */
  boolean needsRow(int position) {
    return (needsPromptLogits() && position >= promptTold - 1 && position < prompt.length)
        || (states != null && states.needsRow(position));
  }

  /** Steers and reads tokens of one of its sequences that were just put into the batch. */
  void arm(ModelRunner runner, int firstRow, int position, int count) {
    steering.arm(runner, firstRow, position, count, prompt.length);
    if (states != null) {
      states.arm(runner, firstRow, position, count);
    }
  }

  /** How many tokens of the prompt need not be computed if they are in memory. */
  int reusable() {
    int limit = Integer.MAX_VALUE;
    if (needsPromptLogits()) {
      limit = Math.max(0, promptTold - 1); // the row of a token is about the next one
    }
    return states == null || states.isDone() ? limit : Math.min(limit, states.next());
  }

  boolean isPastDeadline(long now) {
    return deadline != null && now - submitted > deadline;
  }

  /** Nanoseconds since submission. */
  long age() {
    return age(System.nanoTime());
  }

  /** Nanoseconds from submission to a time on the clock of {@link System#nanoTime}. */
  long age(long now) {
    return now - submitted;
  }

  void emit(GenerationEvent event) {
    markFirstEvent();
    if (seat == null || seat.isFirst()) {
      events.put(event);
    }
  }

  void finish(GenerationEvent.Finished event) {
    markFirstEvent();
    List<AppliedTerm> applied = openChoices == 1 ? steering.report() : null;
    if (applied != null) {
      emit(new GenerationEvent.Steered(event.choice(), applied));
    }
    emit(event);
    generated += event.generatedTokens();
    reason = event.reason().compareTo(reason) > 0 ? event.reason() : reason;
    if (--openChoices == 0) {
      finished = true;
      prepared.release();
      if (seat != null) {
        seat.leave(event.reason(), event.message());
      }
      ended.accept(report(System.nanoTime()));
      events.end();
    }
  }

  private RequestReport report(long now) {
    long prefilled = started == 0 ? now : started;
    long decoded = firstToken == 0 ? now : firstToken;
    return new RequestReport(
        id,
        submittedAt,
        prefilled - submitted,
        decoded - prefilled,
        now - decoded,
        prompt.length,
        reused,
        generated,
        request.bestOf(),
        reason);
  }

  boolean isFinished() {
    return finished;
  }

  boolean isCancelled() {
    return cancelled;
  }

  private void markFirstEvent() {
    if (firstEvent == 0) {
      firstEvent = System.nanoTime();
    }
  }

  @Override
  public int promptTokens() {
    return prompt.length;
  }

  @Override
  public int ahead() {
    return ahead;
  }

  @Override
  public GenerationEvent next() throws InterruptedException {
    return events.take();
  }

  @Override
  public GenerationResult await() throws InterruptedException {
    List<TokenLogprobs> promptLogprobs = new ArrayList<>();
    List<ChoiceBuilder> choices = new ArrayList<>();
    HiddenStates hidden = null;
    List<AppliedTerm> applied = List.of();
    for (int i = 0; i < request.bestOf(); i++) {
      choices.add(new ChoiceBuilder());
    }
    try {
      for (GenerationEvent event; (event = next()) != null; ) {
        switch (event) {
          case GenerationEvent.PromptLogprobs part -> promptLogprobs.addAll(part.logprobs());
          case GenerationEvent.PromptStates read -> hidden = read.states();
          case GenerationEvent.Steered steered -> applied = steered.terms();
          case GenerationEvent.Delta delta -> choices.get(delta.choice()).add(delta);
          case GenerationEvent.Finished end -> choices.get(end.choice()).finish = end;
        }
      }
    } catch (InterruptedException e) {
      cancel();
      throw e;
    }
    long now = System.nanoTime();
    var timings =
        new GenerationResult.Timings(
            (started == 0 ? now : started) - submitted, firstEvent - submitted, now - submitted);
    int generated = choices.stream().mapToInt(c -> c.finish.generatedTokens()).sum();
    return new GenerationResult(
        best(choices, promptLogprobs), prompt.length, generated, hidden, applied, timings);
  }

  /** The most probable choices, as many as the request wants; ones that failed come last. */
  private List<GenerationResult.Choice> best(
      List<ChoiceBuilder> choices, List<TokenLogprobs> promptLogprobs) {
    if (request.bestOf() > request.n()) {
      choices.sort(
          Comparator.<ChoiceBuilder, Boolean>comparing(c -> c.finish.message() != null)
              .thenComparing(c -> -c.finish.logProbability()));
    }
    List<GenerationResult.Choice> best = new ArrayList<>();
    for (ChoiceBuilder choice : choices.subList(0, request.n())) {
      best.add(choice.build(best.size(), promptLogprobs));
    }
    return best;
  }

  @Override
  public void cancel() {
    if (!finished) {
      cancelled = true;
      wake.run();
    }
  }

  @Override
  public void close() {
    cancel();
  }

  /** Gathers the events of one choice. */
  private static final class ChoiceBuilder {
    private final StringBuilder text = new StringBuilder();
    private final List<Integer> tokens = new ArrayList<>();
    private final List<TokenLogprobs> logprobs = new ArrayList<>();
    private GenerationEvent.Finished finish;

    void add(GenerationEvent.Delta delta) {
      text.append(delta.text());
      tokens.addAll(delta.tokens());
      logprobs.addAll(delta.logprobs());
    }

    GenerationResult.Choice build(int index, List<TokenLogprobs> promptLogprobs) {
      return new GenerationResult.Choice(
          index, text.toString(), tokens, promptLogprobs, logprobs, finish.withChoice(index));
    }
  }
}
