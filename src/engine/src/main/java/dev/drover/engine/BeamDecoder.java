package dev.drover.engine;

import dev.drover.engine.BeamSearch.Verdict;
import dev.drover.engine.BeamSearch.Way;
import dev.drover.engine.sampling.Candidates;
import dev.drover.engine.sampling.Logprobs;
import dev.drover.engine.text.TextStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/**
 * What beam searches need of the model's rows and of the scheduler. Belongs to the engine's thread.
 */
final class BeamDecoder implements BeamSearch.Decoder {
  private final Tokenizer tokenizer;
  private final Scheduler scheduler;
  private final Endings endings;
  private final Counters counters;
  private final Candidates candidates;
  private final Logprobs model;
  private final Logprobs adjusted;
  private final Logprobs allowed;
  private final int vocabularySize;

  /**
   * A decoder.
   *
   * @param candidates shared with others that use them between two calls
   * @param model shared in the same way
   */
  BeamDecoder(
      Tokenizer tokenizer,
      Scheduler scheduler,
      Endings endings,
      Counters counters,
      Candidates candidates,
      Logprobs model) {
    this.tokenizer = tokenizer;
    this.scheduler = scheduler;
    this.endings = endings;
    this.counters = counters;
    this.candidates = candidates;
    this.model = model;
    this.vocabularySize = tokenizer.size();
    this.adjusted = new Logprobs(vocabularySize);
    this.allowed = new Logprobs(vocabularySize);
  }

  /**
   * Tells a sequence's search how the sequence may go on. Log-probabilities are the model's after
   * bias, bans and penalties; the constraint leaves some out and changes none.
   *
   * @param row the sequence's row of logits; is changed
   * @param report makes a report of a token and the most probable ones
   */
  void offer(Sequence s, float[] row, BiFunction<Integer, Integer, TokenLogprobs> report) {
    Integer top = s.task.request.topLogprobs();
    model.read(row, vocabularySize);
    s.sampler.adjust(row, vocabularySize, endings.banned(s), candidates);
    adjusted.read(row, vocabularySize);
    if (s.matcher != null && !s.matcher.mask(row, vocabularySize)) {
      s.search.failed(s, "the constraint allows no token here");
      return;
    }
    allowed.read(row, vocabularySize);
    List<Way> ways = new ArrayList<>();
    for (int token : allowed.top(s.search.waysWanted())) {
      if (row[token] > Float.NEGATIVE_INFINITY) {
        TokenLogprobs told = top == null ? null : report.apply(token, top);
        ways.add(new Way(token, adjusted.of(token), model.of(token), endings.ends(s, token), told));
      }
    }
    s.search.offer(s, ways);
  }

  /** Goes on with the searches of the sequences that had their rows, where all have. */
  void advance(List<Sequence> sequences) {
    for (BeamSearch search : sequences.stream().map(s -> s.search).distinct().toList()) {
      if (search.isReady()) {
        search.advance(this);
      } else {
        sequences.stream().filter(search::isWaiting).forEach(scheduler::park);
      }
    }
  }

  @Override
  public Verdict judge(Sequence s) {
    counters.generated();
    TextStream text =
        new TextStream(s.task.request.stopping().stop(), s.task.request.stopping().includeStop());
    int first = s.task.prompt.length;
    for (int i = first; i < s.size() - 1; i++) {
      boolean mayStop = i - first + 1 >= s.task.request.stopping().minNewTokens();
      text.append(tokenizer.bytes(s.token(i)), mayStop);
    }
    Endings.Verdict verdict = endings.judge(s, text);
    if (verdict.reason() == null) {
      return new Verdict(null, null, null);
    }
    text.finish();
    return new Verdict(verdict.reason(), text.take(), verdict.stop());
  }

  @Override
  public void place(Sequence from, Sequence copy) {
    scheduler.fork(from, copy);
  }

  @Override
  public void resume(Sequence s) {
    scheduler.resume(s);
  }

  @Override
  public void ended(Task task, FinishReason reason) {
    counters.ended(task, reason);
  }
}
