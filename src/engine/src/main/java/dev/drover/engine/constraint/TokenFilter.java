package dev.drover.engine.constraint;

/** Which tokens may come next in one sequence. Not thread-safe. */
public interface TokenFilter {

  /** Whether a token of the vocabulary may come next. Cheap: a walk over the token's bytes. */
  boolean allows(int token);

  /**
   * Bans every token that may not come next.
   *
   * @param logits a row of logits, which become -∞ where a token is banned
   * @param n size of the vocabulary
   * @return false if nothing may come next
   */
  boolean mask(float[] logits, int n);
}
