package dev.drover.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The search for a request's most probable texts. It follows several at once, each a sequence of
 * its own; when all have their row, the best ways to go on are chosen among all. Belongs to the
 * engine's thread.
 *
 * <p>A text's score is the sum of its tokens' log-probabilities over its length to the power of the
 * length penalty. The search ends when no text under way can become better than those that have
 * ended, by its score as it is: with a length penalty of 0 that is exact, else it is a guess.
 */
final class BeamSearch {
  private static final int ALL_GROUPS = -1;

  private final Task task;
  private final DecodingOptions options;
  private final int most;
  private final List<Beam> beams = new ArrayList<>();
  private final List<Ended> ended = new ArrayList<>();
  private String fault;

  /**
   * A token that may follow.
   *
   * @param logprob what it adds to the score
   * @param own its log-probability under the model's own distribution
   * @param ends whether the text ends with it
   * @param report what the request wants to know of it, or null
   */
  record Way(int token, float logprob, float own, boolean ends, TokenLogprobs report) {}

  /** A text under way. */
  private static final class Beam {
    final Sequence sequence;
    final int group;
    final double score;
    final List<TokenLogprobs> reports;
    final Confidence confidence;
    List<Way> ways;

    Beam(
        Sequence sequence,
        int group,
        double score,
        List<TokenLogprobs> reports,
        Confidence confidence) {
      this.confidence = confidence;
      this.sequence = sequence;
      this.group = group;
      this.score = score;
      this.reports = reports;
    }
  }

  /** A text that has ended. */
  private record Ended(
      List<Integer> tokens,
      String text,
      List<TokenLogprobs> reports,
      FinishReason reason,
      String stop,
      Confidence confidence,
      double score) {}

  /** A step of a text under way. */
  private record Step(Beam from, Way way, int group, double score, double rank) {}

  /** What has become of a text with its new token; no reason: it goes on. */
  record Verdict(FinishReason reason, String text, String stop) {}

  /** What the search needs of the one who decodes. */
  interface Decoder {
    /** What the sequence's tokens amount to. */
    Verdict judge(Sequence sequence);

    /** Gives a copy of a sequence a place, on the same memory if that can be. */
    void place(Sequence from, Sequence copy);

    /** A sequence goes on. */
    void resume(Sequence sequence);

    /** The request's choices have ended. */
    void ended(Task task, FinishReason reason);
  }

  BeamSearch(Task task, Sequence first) {
    this.task = task;
    this.options = task.request.decoding();
    this.most = Math.max(options.beamWidth(), task.request.n());
    beams.add(new Beam(first, ALL_GROUPS, 0, List.of(), new Confidence()));
  }

  /** How many ways to go on a sequence has to tell of. */
  int waysWanted() {
    return 2 * options.beamWidth();
  }

  /** A sequence has its row: how it may go on, best first. */
  void offer(Sequence s, List<Way> ways) {
    for (Beam beam : beams) {
      if (beam.sequence == s) {
        beam.ways = ways;
      }
    }
  }

  /** A sequence cannot go on. */
  void failed(Sequence s, String message) {
    fault = message;
    offer(s, List.of());
  }

  /** Whether every text under way has its row. */
  boolean isReady() {
    return beams.stream().allMatch(beam -> beam.ways != null);
  }

  /** Whether a sequence waits for the rows of others. */
  boolean isWaiting(Sequence s) {
    return beams.stream().anyMatch(beam -> beam.sequence == s && beam.ways != null);
  }

  /** Chooses how to go on, now that all have their rows; ends the search if nothing is left. */
  void advance(Decoder decoder) {
    List<Step> chosen = new ArrayList<>();
    Map<Integer, Integer> taken = new HashMap<>();
    for (int group = 0; group < options.beamGroups(); group++) {
      List<Step> own = choose(group, taken);
      own.forEach(step -> taken.merge(step.way.token(), 1, Integer::sum));
      chosen.addAll(own);
    }
    Map<Beam, List<Integer>> children = new HashMap<>();
    for (int i = 0; i < chosen.size(); i++) {
      children.computeIfAbsent(chosen.get(i).from, beam -> new ArrayList<>()).add(i);
    }
    Sequence[] next = new Sequence[chosen.size()];
    for (Beam beam : List.copyOf(beams)) {
      List<Integer> own = children.getOrDefault(beam, List.of());
      if (own.isEmpty()) {
        beam.sequence.discard(FinishReason.END_OF_GENERATION, true);
        continue;
      }
      // Copies first: the sequence itself goes on with its first step.
      for (int i : own.subList(1, own.size())) {
        next[i] = beam.sequence.copy();
        decoder.place(beam.sequence, next[i]);
      }
      next[own.getFirst()] = beam.sequence;
      decoder.resume(beam.sequence);
    }
    beams.clear();
    for (int i = 0; i < next.length; i++) {
      extend(chosen.get(i), next[i], decoder);
    }
    if (isOver()) {
      beams.forEach(beam -> beam.sequence.discard(FinishReason.END_OF_GENERATION, true));
      beams.clear();
      finish();
      decoder.ended(task, ended.isEmpty() ? FinishReason.ERROR : ended.getFirst().reason());
    }
  }

  /**
   * The best steps of a group: as many that go on as it follows texts, and those among as many best
   * ones that end.
   */
  private List<Step> choose(int group, Map<Integer, Integer> taken) {
    List<Step> all = new ArrayList<>();
    for (Beam beam : beams) {
      if (beam.group == group || beam.group == ALL_GROUPS) {
        for (Way way : beam.ways) {
          double score = beam.score + way.logprob();
          double rank = score - options.diversity() * taken.getOrDefault(way.token(), 0);
          all.add(new Step(beam, way, group, score, rank));
        }
      }
    }
    all.sort(Comparator.comparingDouble(Step::rank).reversed());
    int width = options.beamWidth() / options.beamGroups();
    List<Step> best = new ArrayList<>();
    int going = 0;
    for (int i = 0; i < all.size() && going < width; i++) {
      boolean ends = all.get(i).way.ends();
      if (!ends || i < width) {
        best.add(all.get(i));
        going += ends ? 0 : 1;
      }
    }
    return best;
  }

  private void extend(Step step, Sequence s, Decoder decoder) {
    s.sampler.accept(step.way.token());
    s.append(step.way.token());
    List<TokenLogprobs> reports = new ArrayList<>(step.from.reports);
    if (step.way.report() != null) {
      reports.add(step.way.report());
    }
    Confidence confidence = step.from.confidence.copy();
    confidence.add(step.way.own());
    Verdict verdict = decoder.judge(s);
    if (verdict.reason() == null) {
      beams.add(new Beam(s, step.group, step.score, reports, confidence));
    } else {
      end(s, reports, verdict, confidence, step.score);
      s.discard(verdict.reason(), true);
    }
  }

  private void end(
      Sequence s,
      List<TokenLogprobs> reports,
      Verdict verdict,
      Confidence confidence,
      double score) {
    ended.add(
        new Ended(
            s.generatedTokens(),
            verdict.text(),
            reports,
            verdict.reason(),
            verdict.stop(),
            confidence,
            weighed(score, s.generated())));
    ended.sort(Comparator.comparingDouble(Ended::score).reversed());
    if (ended.size() > most) {
      ended.removeLast();
    }
  }

  private double weighed(double score, int length) {
    return score / Math.pow(length, options.lengthPenalty());
  }

  private boolean isOver() {
    if (beams.isEmpty()) {
      return true;
    }
    if (ended.size() < most) {
      return false;
    }
    double best = Double.NEGATIVE_INFINITY;
    for (Beam beam : beams) {
      best = Math.max(best, weighed(beam.score, beam.sequence.generated()));
    }
    return best <= ended.getLast().score();
  }

  /** Tells the request's choices, best first. */
  private void finish() {
    for (int choice = 0; choice < task.request.n(); choice++) {
      if (choice >= ended.size()) {
        String why = fault == null ? "the search found no further text" : fault;
        task.finish(new GenerationEvent.Finished(choice, FinishReason.ERROR, null, why, 0, 0, 0));
        continue;
      }
      Ended text = ended.get(choice);
      task.emit(new GenerationEvent.Delta(choice, text.tokens(), text.text(), text.reports()));
      task.finish(
          new GenerationEvent.Finished(
              choice,
              text.reason(),
              text.stop(),
              null,
              text.tokens().size(),
              text.confidence().mean(),
              text.confidence().logProbability()));
    }
  }

  /** Something ends the search: what it has found so far is not told. */
  void abort(FinishReason reason, String message) {
    for (int i = 0; i < beams.size(); i++) {
      beams.get(i).sequence.discard(reason, i > 0);
    }
    beams.clear();
    if (!task.isFinished()) {
      for (int choice = 0; choice < task.request.n(); choice++) {
        task.finish(new GenerationEvent.Finished(choice, reason, null, message, 0, 0, 0));
      }
    }
  }
}
