package dev.drover.engine;

import java.util.List;

/**
 * Guesses how sequences go on. Guesses need not be good, only cheap: each is checked. Called by the
 * engine's thread alone.
 */
interface Drafter extends AutoCloseable {

  /**
   * Guesses for sequences that have a {@link Speculation} with this drafter and are between two
   * steps. Each says in its {@code count} how many guesses it may have; what it gets is written to
   * {@code drafts} and {@code count}.
   */
  void draft(List<Sequence> sequences);

  /** Nanoseconds that a guess has cost lately; 0 if next to nothing or not known. */
  double nanosPerDraft();

  /** It is to guess for a sequence from now on, until it is told to forget it. */
  void join(Sequence sequence);

  /** The sequence has new tokens, all checked. */
  void accepted(Sequence sequence);

  /** The sequence has ended or lost its place. */
  void forget(Sequence sequence);

  @Override
  void close();
}
