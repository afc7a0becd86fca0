package dev.drover.engine;

import dev.drover.engine.sampling.Candidates;
import dev.drover.engine.sampling.Logprobs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Where the members of an ensemble meet for each token: when all have brought their distribution,
 * one token is drawn of what they come to, by the first member's sampler, and every member goes on
 * with it. Members belong to threads of their engines; the monitor guards all.
 */
final class TokenVote {
  private final Voting voting;
  private final List<Seat> seats = new ArrayList<>();
  private final double[] sum;
  private final float[] row;
  private final Candidates candidates;
  private final Logprobs logprobs;
  private int round;
  private ClosedException closed;

  /**
   * What became of a round.
   *
   * @param token the token all go on with
   * @param logprob its log-probability in what the members come to
   * @param logprobs what the first member's request wants to know of it
   */
  record Outcome(int token, double logprob, List<TokenLogprobs> logprobs) {}

  /** The voting is over, and a member cannot go on. */
  static final class ClosedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final FinishReason reason;

    ClosedException(FinishReason reason, String message) {
      super(message);
      this.reason = reason;
    }

    /** Why a member ended, and with it all. */
    FinishReason reason() {
      return reason;
    }
  }

  /** A member's place. */
  final class Seat {
    private Runnable wake;
    private boolean voted;
    private Outcome outcome;

    /** Whether its events are the request's. */
    boolean isFirst() {
      return seats.getFirst() == this;
    }

    /** What wakes the member's engine. */
    void wake(Runnable wake) {
      synchronized (TokenVote.this) {
        this.wake = wake;
      }
    }

    /**
     * Brings the member's distribution after its last token; a second time it counts for nothing.
     *
     * @param s the member's sequence, which waits for {@link #take}
     * @param own log-probabilities of all tokens
     */
    void offer(Sequence s, Logprobs own, Endings endings) {
      synchronized (TokenVote.this) {
        if (voted || closed != null || s.generated() != round) {
          return;
        }
        voted = true;
        if (isFirst()) {
          first = s;
          firstEndings = endings;
        }
        add(own);
        if (seats.stream().allMatch(seat -> seat.voted)) {
          draw();
        }
      }
    }

    /**
     * The outcome that the member has not taken yet, or null.
     *
     * @throws ClosedException if there will be none
     */
    Outcome take() {
      synchronized (TokenVote.this) {
        Outcome taken = outcome;
        outcome = null;
        if (taken == null && closed != null) {
          throw closed;
        }
        return taken;
      }
    }

    /** The member has ended; the others end as well once they have taken what they have. */
    void leave(FinishReason reason, String message) {
      close(reason, message);
    }
  }

  private Sequence first;
  private Endings firstEndings;

  /** A vote of so many members over a vocabulary. */
  TokenVote(int members, Voting voting, int vocabularySize) {
    this.voting = voting;
    this.sum = new double[vocabularySize];
    this.row = new float[vocabularySize];
    this.candidates = new Candidates(vocabularySize);
    this.logprobs = new Logprobs(vocabularySize);
    for (int i = 0; i < members; i++) {
      seats.add(new Seat());
    }
  }

  /** The members' places; the first draws. */
  List<Seat> seats() {
    return seats;
  }

  private void add(Logprobs own) {
    for (int token = 0; token < sum.length; token++) {
      double logprob = own.of(token);
      sum[token] += voting == Voting.MEAN ? Math.exp(logprob) : logprob;
    }
  }

  private void draw() {
    int members = seats.size();
    for (int token = 0; token < row.length; token++) {
      double mean = sum[token] / members;
      row[token] = (float) (voting == Voting.MEAN ? Math.log(mean) : mean);
    }
    Arrays.fill(sum, 0);
    try {
      Integer top = first.task.request.topLogprobs();
      logprobs.read(row, row.length);
      int token =
          first.sampler.next(
              row, row.length, firstEndings.banned(first), first.matcher, candidates);
      List<TokenLogprobs> told =
          top == null ? List.of() : List.of(firstEndings.report(logprobs, token, top));
      round++;
      for (Seat seat : seats) {
        seat.voted = false;
        seat.outcome = new Outcome(token, logprobs.of(token), seat.isFirst() ? told : List.of());
        seat.wake.run();
      }
    } catch (RuntimeException e) {
      close(FinishReason.ERROR, e.getMessage());
    }
  }

  private synchronized void close(FinishReason reason, String message) {
    if (closed == null) {
      closed = new ClosedException(reason, message);
      seats.stream().filter(seat -> seat.wake != null).forEach(seat -> seat.wake.run());
    }
  }
}
