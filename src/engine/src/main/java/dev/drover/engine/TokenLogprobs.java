package dev.drover.engine;

import java.util.List;

/**
 * Log-probabilities at one generated position, natural logarithm, from the model's own distribution
 * (before bias, penalties, temperature and truncation).
 *
 * @param sampled the token that was drawn
 * @param top the most probable tokens, most probable first; as many as asked for
 */
public record TokenLogprobs(Entry sampled, List<Entry> top) {

  /**
   * A token and its log-probability.
   *
   * @param token the id
   * @param bytes the token's bytes, which need not be whole UTF-8
   * @param logprob ≤ 0
   */
  public record Entry(int token, byte[] bytes, float logprob) {
    /** The bytes as text; bytes that are no UTF-8 become U+FFFD. */
    public String text() {
      return new String(bytes, java.nio.charset.StandardCharsets.UTF_8);
    }
  }
}
