package dev.drover.engine.training;

import dev.drover.engine.Engine;
import dev.drover.engine.EngineUnavailableException;
import dev.drover.engine.Generation;
import dev.drover.engine.GenerationRequest;
import dev.drover.engine.GenerationResult;
import dev.drover.engine.TokenLogprobs;
import dev.drover.engine.steering.SteeringPlan;
import dev.drover.engine.steering.SteeringTerm;
import dev.drover.engine.steering.SteeringVector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/** Runs many small requests through an engine's batch, a bounded number of them at a time. */
public final class Probe {
  /** Served after requests of users, who have 0. */
  private static final int PRIORITY = 50;

  private static final int AT_ONCE = 32;

  private final Engine engine;
  private final BooleanSupplier cancelled;
  private final boolean reproducible;

  /**
   * A probe of a model.
   *
   * @param cancelled asked between requests
   * @param reproducible whether requests are computed apart from others
   */
  public Probe(Engine engine, BooleanSupplier cancelled, boolean reproducible) {
    this.engine = engine;
    this.cancelled = cancelled;
    this.reproducible = reproducible;
  }

  Engine engine() {
    return engine;
  }

  /** Starts a request that yields to those of users. */
  public GenerationRequest.Builder request() {
    return GenerationRequest.builder()
        .priority(PRIORITY)
        .client("training")
        .reproducible(reproducible);
  }

  /** A request that reads a text and generates nothing to speak of. */
  GenerationRequest.Builder reading(TokenizedText text) {
    return request().prompt(text.prompt()).temperature(0.0).maxNewTokens(1);
  }

  /**
   * A request for the log-probabilities of a text's answer.
   *
   * @param vector added at strength 1; null is no steering
   */
  GenerationRequest scoring(TokenizedText text, SteeringVector vector) {
    return reading(text)
        .promptLogprobs(0)
        .promptLogprobsFrom(text.answer())
        .steering(vector == null ? null : SteeringPlan.of(SteeringTerm.of(vector, 1)))
        .build();
  }

  /** What {@link #scoring} asked for, token by token. */
  static double[] scores(GenerationResult result) {
    return result.choices().getFirst().promptLogprobs().stream()
        .map(TokenLogprobs::sampled)
        .mapToDouble(TokenLogprobs.Entry::logprob)
        .toArray();
  }

  /**
   * Results in the order of the requests.
   *
   * @param done told how many are through
   * @throws CancellationException if it was cancelled; nothing runs any more then
   * @throws TrainingException if a request failed
   */
  public List<GenerationResult> run(List<GenerationRequest> requests, IntConsumer done)
      throws InterruptedException {
    List<GenerationResult> results = new ArrayList<>();
    Deque<Generation> running = new ArrayDeque<>();
    try {
      for (GenerationRequest request : requests) {
        if (running.size() == AT_ONCE) {
          results.add(take(running, done, results.size()));
        }
        running.add(submit(request));
      }
      while (!running.isEmpty()) {
        results.add(take(running, done, results.size()));
      }
      return results;
    } finally {
      running.forEach(Generation::cancel);
    }
  }

  private GenerationResult take(Deque<Generation> running, IntConsumer done, int before)
      throws InterruptedException {
    requireWanted();
    GenerationResult result = running.peek().await();
    running.remove();
    var finish = result.choices().getFirst().finish();
    if (finish.message() != null) {
      throw new TrainingException("a request failed: " + finish.message());
    }
    done.accept(before + 1);
    return result;
  }

  private Generation submit(GenerationRequest request) throws InterruptedException {
    while (true) {
      requireWanted();
      try {
        return engine.submit(request);
      } catch (EngineUnavailableException e) {
        if (e.reason() != EngineUnavailableException.Reason.QUEUE_FULL) {
          throw e;
        }
        // Users fill the queue: what is under way here goes on, the rest comes later.
        Thread.sleep(e.retryAfter());
      }
    }
  }

  private void requireWanted() {
    if (cancelled.getAsBoolean()) {
      throw new CancellationException("training was cancelled");
    }
  }
}
