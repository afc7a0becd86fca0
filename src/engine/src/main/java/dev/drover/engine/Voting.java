package dev.drover.engine;

/** How the members of an ensemble come to one text. */
public enum Voting {
  /**
   * Each writes its own answer; the one that most have written is taken, whitespace around it
   * aside. Where two are as frequent, the one whose tokens have the greater mean log-probability
   * is.
   */
  MAJORITY,
  /** Token by token, drawn from the mean of the members' distributions. */
  MEAN,
  /** Token by token, drawn from their geometric mean, normalised. */
  PRODUCT
}
