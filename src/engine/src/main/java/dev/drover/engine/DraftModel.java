package dev.drover.engine;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Guesses how sequences go on by a smaller model of the same vocabulary, which reads what they read
 * and takes the most probable token each time. Has a memory of its own on that model's weights.
 * Belongs to the thread of the engine whose sequences it guesses for.
 */
final class DraftModel implements Drafter {
  private static final Logger LOG = System.getLogger(DraftModel.class.getName());

  /** What a step tells of a guess's cost. */
  private static final double WEIGHT = 0.2;

  private final EngineLease lease;
  private final ModelRunner runner;
  private final float[] row;
  private final ArrayDeque<Integer> free = new ArrayDeque<>();
  private final Map<Sequence, Reader> readers = new HashMap<>();
  private final Set<Sequence> users = new HashSet<>();
  private double nanosPerDraft;

  /** What the model has in memory of a sequence. */
  private static final class Reader {
    final int number;

    /** How many of the sequence's tokens, before the guesses. */
    int known;

    /** The guesses in memory after them. */
    final List<Integer> guessed = new ArrayList<>();

    Reader(int number) {
      this.number = number;
    }
  }

  /**
   * A drafter over a model.
   *
   * @param lease keeps the model in memory; closed with this
   * @throws RuntimeException if there is no room for its memory
   */
  DraftModel(EngineLease lease) {
    this.lease = lease;
    this.runner = lease.engine().drafting();
    this.row = new float[runner.info().vocabularySize()];
    for (int number = 0; number < runner.sequences(); number++) {
      free.add(number);
    }
  }

  /** Guesses; if the model fails, it forgets all it has read, which costs time and no more. */
  @Override
  public void draft(List<Sequence> sequences) {
    try {
      guess(sequences);
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "a draft model failed", e);
      List.copyOf(readers.keySet()).forEach(this::drop);
      sequences.forEach(s -> s.speculation.count = 0);
    }
  }

  private void guess(List<Sequence> sequences) {
    List<Sequence> ready = new ArrayList<>();
    for (Sequence s : sequences) {
      int wanted = s.speculation.count;
      if (wanted > 0 && catchUp(s)) {
        ready.add(s);
      } else {
        s.speculation.count = 0;
      }
    }
    for (int round = 0; !ready.isEmpty(); round++) {
      int guess = round;
      guess(ready, guess);
      ready.removeIf(s -> s.speculation.count == guess + 1);
    }
  }

  /**
   * Reads what is new of a sequence but for its last token; of much, a batch at a time.
   *
   * @return whether all is read
   */
  private boolean catchUp(Sequence s) {
    Reader reader = readers.get(s);
    int length = s.size() + s.speculation.drafts.length;
    if (length > runner.info().contextLength() || length > runner.cells() - heldBeside(s)) {
      return false;
    }
    if (reader == null) {
      if (free.isEmpty()) {
        return false;
      }
      reader = new Reader(free.remove());
      readers.put(s, reader);
    }
    forgetWrong(s, reader);
    int count = Math.min(s.size() - 1 - reader.known, runner.batchSize());
    if (count > 1) {
      runner.clear();
      for (int i = 0; i < count; i++) {
        int position = reader.known + i;
        runner.add(s.token(position), position, reader.number, i == count - 1);
      }
      runner.decode();
      reader.known += count;
    }
    return s.size() - reader.known <= 2;
  }

  /** Tokens in memory of other sequences. */
  private int heldBeside(Sequence s) {
    int held = 0;
    for (Map.Entry<Sequence, Reader> entry : readers.entrySet()) {
      Reader reader = entry.getValue();
      held += entry.getKey() == s ? 0 : reader.known + reader.guessed.size();
    }
    return held;
  }

  /** Cuts the reader's memory back to what has come true. */
  private void forgetWrong(Sequence s, Reader reader) {
    for (int token : reader.guessed) {
      if (reader.known < s.size() - 1 && s.token(reader.known) == token) {
        reader.known++;
      } else {
        break;
      }
    }
    reader.guessed.clear();
    if (runner.length(reader.number) > reader.known) {
      runner.cut(reader.number, reader.known);
    }
  }

  /** One more guess for each: reads its last token, which may be a guess, in one batch. */
  private void guess(List<Sequence> sequences, int round) {
    long began = System.nanoTime();
    runner.clear();
    int[] rows = new int[sequences.size()];
    for (int i = 0; i < rows.length; i++) {
      Sequence s = sequences.get(i);
      Reader reader = readers.get(s);
      if (round == 0) {
        for (; reader.known < s.size(); reader.known++) {
          boolean last = reader.known == s.size() - 1;
          rows[i] = runner.add(s.token(reader.known), reader.known, reader.number, last);
        }
      } else {
        int guessed = s.speculation.drafts[round - 1];
        reader.guessed.add(guessed);
        rows[i] = runner.add(guessed, s.size() + round - 1, reader.number, true);
      }
    }
    runner.decode();
    for (int i = 0; i < rows.length; i++) {
      runner.logits(rows[i], row);
      sequences.get(i).speculation.drafts[round] = mostProbable();
    }
    double each = (double) (System.nanoTime() - began) / rows.length;
    nanosPerDraft = nanosPerDraft == 0 ? each : nanosPerDraft + WEIGHT * (each - nanosPerDraft);
  }

  private int mostProbable() {
    int best = 0;
    for (int token = 1; token < row.length; token++) {
      if (row[token] > row[best]) {
        best = token;
      }
    }
    return best;
  }

  @Override
  public double nanosPerDraft() {
    return nanosPerDraft;
  }

  @Override
  public void join(Sequence sequence) {
    users.add(sequence);
  }

  @Override
  public void accepted(Sequence sequence) {}

  @Override
  public void forget(Sequence sequence) {
    users.remove(sequence);
    drop(sequence);
  }

  private void drop(Sequence sequence) {
    Reader reader = readers.remove(sequence);
    if (reader != null) {
      runner.forget(reader.number);
      free.add(reader.number);
    }
  }

  /** Whether it guesses for nobody. */
  boolean isIdle() {
    return users.isEmpty();
  }

  @Override
  public void close() {
    runner.close();
    lease.close();
  }
}
