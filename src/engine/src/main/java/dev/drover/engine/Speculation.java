package dev.drover.engine;

import java.util.Arrays;

/**
 * The guesses of one sequence: those under way, and how often its guesses were right. Belongs to
 * the engine's thread.
 */
final class Speculation {
  /** What the share of right guesses begins with, and drifts back to while nothing is guessed. */
  private static final double EXPECTED = 0.5;

  /** How fast it follows what is seen. */
  private static final double WEIGHT = 0.15;

  /** How fast it drifts back, so that guessing is tried again. */
  private static final double DRIFT = 0.003;

  /** Where the guesses come from. */
  final Drafter drafter;

  /** Those of the batch under way; {@code count} of them. */
  final int[] drafts;

  /** How many are in the batch under way. */
  int count;

  /** How many of its tokens were told to those who learn from them. */
  int learnt;

  private double rate = EXPECTED;

  /**
   * Nothing is guessed yet.
   *
   * @param most guesses of a step
   */
  Speculation(Drafter drafter, int most) {
    this.drafter = drafter;
    this.drafts = new int[most];
  }

  /** How likely a guess is right if all before it are. */
  double rate() {
    return rate;
  }

  /** So many of the guesses under way were right, and if not all, the next was wrong. */
  void verified(int right) {
    for (int i = 0; i < right; i++) {
      rate += WEIGHT * (1 - rate);
    }
    if (right < count) {
      rate -= WEIGHT * rate;
    }
    count = 0;
  }

  /** There were guesses, and none was worth its cost. */
  void passed() {
    rate += DRIFT * (EXPECTED - rate);
  }

  /** The guess at this place of the batch under way, or -1. */
  int draft(int index) {
    return index < count ? drafts[index] : -1;
  }

  @Override
  public String toString() {
    return "%s at %.2f".formatted(Arrays.toString(Arrays.copyOf(drafts, count)), rate);
  }
}
