package dev.drover.engine;

import dev.drover.engine.sampling.Candidates;
import dev.drover.engine.sampling.LogTotal;
import dev.drover.engine.sampling.Logprobs;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;

/**
 * Decodes a planned batch and lets every sequence of it turn its row of logits into a token, text
 * and events. A fault in this ends the one sequence; a failed decode ends those of the batch.
 * Belongs to the engine's thread.
 */
final class BatchDecoder {
  private static final Logger LOG = System.getLogger(BatchDecoder.class.getName());

  private final ModelRunner runner;
  private final Tokenizer tokenizer;
  private final Scheduler scheduler;
  private final Counters counters;
  private final Meter meter;
  private final Endings endings;
  private final ForcedTokens forced;

  /** Made for the first search. */
  private BeamDecoder beams;

  private final int vocabularySize;
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
    this.vocabularySize = runner.info().vocabularySize();
    this.row = new float[vocabularySize];
    this.candidates = new Candidates(vocabularySize);
    this.logprobs = new Logprobs(vocabularySize);
    this.endings = new Endings(tokenizer, runner.info().contextLength());
    this.forced = new ForcedTokens(tokenizer);
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
    List<Sequence> searching = new ArrayList<>();
    for (Scheduler.Chunk chunk : batch) {
      Sequence s = chunk.sequence();
      if (chunk.row() < 0 || s.isFinished()) {
        continue;
      }
      if (s.search != null) {
        offer(s, chunk.row());
        searching.add(s);
      } else if (s.task.seat != null) {
        vote(s, chunk.row());
      } else {
        fork(s, chunk.row());
        advance(chunk);
      }
    }
    if (!searching.isEmpty()) {
      beams().advance(searching);
    }
  }

  private BeamDecoder beams() {
    if (beams == null) {
      beams = new BeamDecoder(tokenizer, scheduler, endings, counters, candidates, logprobs);
    }
    return beams;
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
            new TokenLogprobs(
                new TokenLogprobs.Entry(token, endings.shown(token), Float.NaN), List.of()));
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

  /** Tells a search how one of its sequences may go on. */
  private void offer(Sequence s, int logitsRow) {
    try {
      long began = System.nanoTime();
      runner.logits(logitsRow, row);
      beams().offer(s, row, this::report);
      long now = System.nanoTime();
      meter.drawn(s, now - began, now);
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "a text of the request " + s.task.id + " failed", e);
      s.search.failed(s, e.getMessage());
    }
  }

  /** Brings a sequence's distribution to the vote it takes part in. */
  private void vote(Sequence s, int logitsRow) {
    try {
      long began = System.nanoTime();
      runner.logits(logitsRow, row);
      logprobs.read(row, vocabularySize);
      s.task.seat.offer(s, logprobs, endings);
      long now = System.nanoTime();
      meter.drawn(s, now - began, now);
    } catch (RuntimeException e) {
      fail(s, e);
    }
  }

  /** Gives a sequence the token that its vote has come to, if there is one. */
  void collect(Sequence s) {
    if (s.task.seat == null || s.isFinished()) {
      return;
    }
    try {
      TokenVote.Outcome outcome = s.task.seat.take();
      if (outcome != null) {
        scheduler.resume(s);
        s.confidence.add(outcome.logprob());
        accept(s, new Drawn(outcome.token(), outcome.logprobs()));
      }
    } catch (TokenVote.ClosedException e) {
      s.finish(e.reason(), null, e.getMessage());
    } catch (RuntimeException e) {
      fail(s, e);
    }
  }

  /** Draws a token, and one after each guess as long as they are right. */
  private void advance(Scheduler.Chunk chunk) {
    Sequence s = chunk.sequence();
    int drafts = chunk.drafts();
    int right = 0;
    while (advance(s, chunk.row() + right)
        && right < drafts
        && s.token(s.size() - 1) == s.speculation.draft(right)) {
      right++;
      s.computed++;
    }
    if (drafts > 0) {
      scheduler.verified(s, right);
    }
  }

  /**
   * Draws the next token of a row.
   *
   * @return whether the sequence goes on
   */
  private boolean advance(Sequence s, int logitsRow) {
    try {
      long began = System.nanoTime();
      Drawn drawn = draw(s, logitsRow);
      long drawnAt = System.nanoTime();
      meter.drawn(s, drawnAt - began, drawnAt);
      accept(s, drawn);
      jump(s);
      meter.emitted(System.nanoTime() - drawnAt);
    } catch (RuntimeException e) {
      fail(s, e);
    }
    return !s.isFinished();
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
    double total = top == null ? logTotal.of(row, vocabularySize) : 0;
    int token = s.sampler.next(row, vocabularySize, endings.banned(s), s.matcher, candidates);
    if (top == null) {
      s.confidence.add(runner.logit(logitsRow, token) - total);
      return new Drawn(token, List.of());
    }
    s.confidence.add(logprobs.of(token));
    return new Drawn(token, List.of(report(token, top)));
  }

  private TokenLogprobs report(int token, int top) {
    return endings.report(logprobs, token, top);
  }

  /** Appends the token, tells the caller, and ends the sequence where something says so. */
  private void accept(Sequence s, Drawn drawn) {
    s.append(drawn.token());
    counters.generated();
    Endings.Verdict verdict = endings.judge(s, s.text);
    s.task.emit(
        new GenerationEvent.Delta(
            s.choice, List.of(drawn.token()), s.text.take(), drawn.logprobs()));
    if (verdict.reason() != null) {
      s.finish(verdict.reason(), verdict.stop(), null);
    }
  }

  /** Appends tokens that must follow, so that they are computed together and not drawn. */
  private void jump(Sequence s) {
    GenerationRequest request = s.task.request;
    boolean compared = request.topLogprobs() != null || request.bestOf() > request.n();
    if (s.matcher == null || s.speculation != null || compared) {
      return; // guesses serve as well, and what is reported on must be drawn
    }
    for (int token : forced.after(s.matcher)) {
      if (s.isFinished()) {
        return;
      }
      s.sampler.accept(token);
      accept(s, new Drawn(token, List.of()));
    }
  }
}
