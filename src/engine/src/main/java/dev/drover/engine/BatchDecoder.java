package dev.drover.engine;

import dev.drover.engine.sampling.Candidates;
import dev.drover.engine.sampling.LogTotal;
import dev.drover.engine.sampling.Logprobs;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Decodes a planned batch and lets every sequence of it turn its row of logits into a token, text
 * and events. A fault in this ends the one sequence; a failed decode ends those of the batch.
 * Belongs to the engine's thread.
 */
final class BatchDecoder {
  private static final Logger LOG = System.getLogger(BatchDecoder.class.getName());
  private static final int[] NONE = {};

  private final ModelRunner runner;
  private final Tokenizer tokenizer;
  private final Scheduler scheduler;
  private final Counters counters;
  private final Meter meter;
  private final int contextLength;
  private final int vocabularySize;
  private final int[] endOfGeneration;
  private final float[] row;
  private final Candidates candidates;
  private final Logprobs logprobs;
  private final LogTotal logTotal = new LogTotal();

  BatchDecoder(ModelRunner runner, Scheduler scheduler, Counters counters, Meter meter) {
    this.runner = runner;
    this.tokenizer = runner.tokenizer();
    this.scheduler = scheduler;
    this.counters = counters;
    this.meter = meter;
    this.contextLength = runner.info().contextLength();
    this.vocabularySize = runner.info().vocabularySize();
    this.endOfGeneration = tokenizer.endOfGeneration();
    this.row = new float[vocabularySize];
    this.candidates = new Candidates(vocabularySize);
    this.logprobs = new Logprobs(vocabularySize);
  }

  void decode(List<Scheduler.Chunk> batch) {
    long began = System.nanoTime();
    try {
      runner.decode();
    } catch (RuntimeException e) {
      List<String> requests = batch.stream().map(c -> c.sequence().task.id).distinct().toList();
      LOG.log(Level.ERROR, "a batch of the requests " + requests + " failed", e);
      batch.forEach(c -> c.sequence().finish(FinishReason.ERROR, null, e.getMessage()));
      return;
    } finally {
      meter.decoded(batch, System.nanoTime() - began);
    }
    for (Scheduler.Chunk chunk : batch) {
      Sequence s = chunk.sequence();
      counters.prompt(Math.clamp(s.task.prompt.length - s.computed, 0, chunk.count()));
      if (s.computed < s.task.prompt.length) {
        try {
          readPrompt(chunk);
        } catch (RuntimeException e) {
          fail(s, e);
        }
      }
    }
    scheduler.decoded(batch, System.nanoTime() - began);
    for (Scheduler.Chunk chunk : batch) {
      if (chunk.row() >= 0 && !chunk.sequence().isFinished()) {
        fork(chunk.sequence(), chunk.row());
        advance(chunk.sequence(), chunk.row());
      }
    }
  }

  /**
   * Tells what the model made of the prompt's tokens; the row of each is about the next one. After
   * a preemption rows come again, of which some were told.
   */
  private void readPrompt(Scheduler.Chunk chunk) {
    Sequence s = chunk.sequence();
    Task task = s.task;
    tellStates(s);
    if (!task.needsPromptLogits()) {
      return;
    }
    int end = Math.min(s.computed + chunk.count() + 1, task.prompt.length);
    List<TokenLogprobs> entries = new ArrayList<>();
    for (; task.promptTold < end; task.promptTold++) {
      int token = task.prompt[task.promptTold];
      if (task.promptTold == 0) {
        entries.add(
            new TokenLogprobs(new TokenLogprobs.Entry(token, shown(token), Float.NaN), List.of()));
      } else {
        runner.logits(chunk.firstRow() + task.promptTold - 1 - s.computed, row);
        logprobs.read(row, vocabularySize);
        entries.add(report(token, task.request.promptLogprobs()));
      }
    }
    if (!entries.isEmpty()) {
      task.emit(new GenerationEvent.PromptLogprobs(s.choice, entries));
    }
  }

  private static void tellStates(Sequence s) {
    StateReader states = s.task.states;
    if (states != null && states.tell()) {
      s.task.emit(new GenerationEvent.PromptStates(s.choice, states.states()));
    }
  }

  /**
   * Once the prompt is computed, the request's other choices go on from the same memory and row.
   */
  private void fork(Sequence leader, int logitsRow) {
    if (leader.task.forked) {
      return;
    }
    leader.task.forked = true;
    for (int choice = 1; choice < leader.task.request.bestOf(); choice++) {
      Sequence sibling = new Sequence(leader.task, choice);
      if (scheduler.fork(leader, sibling)) {
        advance(sibling, logitsRow);
      }
    }
  }

  private void advance(Sequence s, int logitsRow) {
    try {
      long began = System.nanoTime();
      Drawn drawn = draw(s, logitsRow);
      long drawnAt = System.nanoTime();
      meter.drawn(s, drawnAt - began, drawnAt);
      accept(s, drawn);
      meter.emitted(System.nanoTime() - drawnAt);
    } catch (RuntimeException e) {
      fail(s, e);
    }
  }

  private static void fail(Sequence s, RuntimeException why) {
    LOG.log(Level.WARNING, "a choice of the request " + s.task.id + " failed", why);
    s.finish(FinishReason.ERROR, null, why.getMessage());
  }

  /** The next token and what the request wants to know of it. */
  private record Drawn(int token, List<TokenLogprobs> logprobs) {}

  private Drawn draw(Sequence s, int logitsRow) {
    runner.logits(logitsRow, row);
    Integer top = s.task.request.topLogprobs();
    if (top != null) {
      logprobs.read(row, vocabularySize);
    }
    double total = logTotal.of(row, vocabularySize);
    int token = s.sampler.next(row, vocabularySize, banned(s), null, candidates);
    s.confidence.add(runner.logit(logitsRow, token) - total);
    return new Drawn(token, top == null ? List.of() : List.of(report(token, top)));
  }

  /** Tokens that cannot be drawn yet, because they would end the sequence. */
  private int[] banned(Sequence s) {
    StoppingOptions stopping = s.task.request.stopping();
    if (s.generated() < stopping.minNewTokens()) {
      return IntStream.concat(
              Arrays.stream(endOfGeneration),
              stopping.stopTokens().stream().mapToInt(Integer::intValue))
          .toArray();
    }
    return stopping.ignoreEos() ? endOfGeneration : NONE;
  }

  private TokenLogprobs report(int token, int top) {
    List<TokenLogprobs.Entry> entries = new ArrayList<>(top);
    for (int id : logprobs.top(top)) {
      entries.add(entry(id));
    }
    return new TokenLogprobs(entry(token), entries);
  }

  private TokenLogprobs.Entry entry(int token) {
    return new TokenLogprobs.Entry(token, shown(token), logprobs.of(token));
  }

  /** Appends the token, tells the caller, and ends the sequence where something says so. */
  private void accept(Sequence s, Drawn drawn) {
    StoppingOptions stopping = s.task.request.stopping();
    int token = drawn.token();
    s.append(token);
    counters.generated();

    FinishReason reason = null;
    String stop = null;
    if (isEndOfGeneration(token)) {
      reason = FinishReason.END_OF_GENERATION;
    } else if (stopping.stopTokens().contains(token)) {
      reason = FinishReason.STOP_TOKEN;
      stop = new String(shown(token), StandardCharsets.UTF_8);
    }
    if (reason == null || (stop != null && stopping.includeStop())) {
      boolean mayStop = s.generated() >= stopping.minNewTokens();
      if (s.text.append(tokenizer.bytes(token), mayStop)) {
        reason = FinishReason.STOP_STRING;
        stop = s.text.stop();
      }
    }
    if (reason == null && s.generated() == stopping.maxNewTokens()) {
      reason = FinishReason.MAX_NEW_TOKENS;
    }
    if (reason == null && s.size() == contextLength) {
      reason = FinishReason.CONTEXT_FULL;
    }
    s.task.emit(
        new GenerationEvent.Delta(s.choice, List.of(token), s.text.take(), drawn.logprobs()));
    if (reason != null) {
      s.finish(reason, stop, null);
    }
  }

  /** The token's bytes in text; for a control token, which has none, its name. */
  private byte[] shown(int token) {
    byte[] bytes = tokenizer.bytes(token);
    return bytes.length == 0 ? tokenizer.name(token).getBytes(StandardCharsets.UTF_8) : bytes;
  }

  private boolean isEndOfGeneration(int token) {
    for (int end : endOfGeneration) {
      if (token == end) {
        return true;
      }
    }
    return false;
  }
}
