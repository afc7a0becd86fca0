package dev.drover.engine;

import java.util.Arrays;
import java.util.List;

/**
 * Guesses how a sequence goes on by what followed its last tokens before: in its own text (prompt
 * lookup, as in Saxena 2023), else in texts of the engine's past. Costs no computation of a model.
 * Belongs to the engine's thread.
 */
final class LookupDrafter implements Drafter {
  /** Tokens that must be alike, at most and at least. */
  private static final int LONGEST = 4;

  private static final int SHORTEST = 2;

  /** How far back a sequence's own text is searched, in tokens. */
  private static final int REACH = 8192;

  /** Made for the first request that guesses. */
  private NgramTable past;

  @Override
  public void draft(List<Sequence> sequences) {
    for (Sequence s : sequences) {
      Speculation guesses = s.speculation;
      guesses.count = draft(s.tokens(), s.size(), guesses.count, guesses.drafts);
    }
  }

  /** Guesses the tokens that follow {@code size} of them; how many, 0 to {@code most}. */
  private int draft(int[] tokens, int size, int most, int[] into) {
    int from = earlier(tokens, size);
    if (from >= 0) {
      int count = Math.min(most, size - from);
      System.arraycopy(tokens, from, into, 0, count);
      return count;
    }
    return fromPast(tokens, size, most, into);
  }

  @Override
  public double nanosPerDraft() {
    return 0;
  }

  @Override
  public void join(Sequence sequence) {
    if (past == null) {
      past = new NgramTable();
    }
  }

  @Override
  public void accepted(Sequence s) {
    for (int end = s.size(); s.speculation.learnt < end; s.speculation.learnt++) {
      past.learn(s.tokens(), s.speculation.learnt);
    }
  }

  @Override
  public void forget(Sequence sequence) {}

  @Override
  public void close() {}

  /**
   * Where the last tokens stood before, longest first, latest first: the place after them; or -1.
   */
  private static int earlier(int[] tokens, int size) {
    int bestLength = SHORTEST - 1;
    int best = -1;
    int last = tokens[size - 1];
    for (int end = size - 2; end >= Math.max(0, size - REACH); end--) {
      if (tokens[end] != last) {
        continue;
      }
      int length = 1;
      while (length < LONGEST
          && end >= length
          && tokens[end - length] == tokens[size - 1 - length]) {
        length++;
      }
      if (length > bestLength) {
        bestLength = length;
        best = end + 1;
        if (length == LONGEST) {
          break;
        }
      }
    }
    return best;
  }

  private int fromPast(int[] tokens, int size, int most, int[] into) {
    if (size < NgramTable.ORDER) {
      return 0;
    }
    int[] tail =
        Arrays.copyOfRange(tokens, size - NgramTable.ORDER, size + most); // zeros at its end
    int count = 0;
    while (count < most) {
      int next = past.next(tail, NgramTable.ORDER + count);
      if (next < 0) {
        break;
      }
      tail[NgramTable.ORDER + count] = next;
      into[count++] = next;
    }
    return count;
  }
}
