package dev.drover.functions.fn;

import dev.drover.engine.TokenLogprobs;
import java.util.List;
import java.util.stream.IntStream;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Log-probabilities at one generated position.
 *
 * @param sampled the token that was drawn
 * @param top the most probable tokens, most probable first
 */
@Schema(
    name = "GenerateLogprobs",
    description =
        "Log-probabilities at one position, from the model's own distribution: before penalties,"
            + " temperature and truncation.")
record Logprobs(Entry sampled, List<Entry> top) {

  /**
   * A token and its log-probability.
   *
   * @param id the token
   * @param text its text; bytes that are no UTF-8 become U+FFFD
   * @param bytes its bytes, 0 to 255 each
   * @param logprob natural logarithm, ≤ 0; null for a prompt's first token
   */
  @Schema(
      name = "GenerateLogprob",
      description = "A token and the natural logarithm of its probability.")
  record Entry(int id, String text, List<Integer> bytes, @Schema(nullable = true) Float logprob) {
    private static Entry of(TokenLogprobs.Entry entry) {
      return new Entry(
          entry.token(), entry.text(), unsigned(entry.bytes()), known(entry.logprob()));
    }
  }

  private static Float known(float logprob) {
    return Float.isNaN(logprob) ? null : logprob;
  }

  /** The wire form, or null for none. */
  static List<Logprobs> listOf(List<TokenLogprobs> logprobs) {
    return logprobs.isEmpty()
        ? null
        : logprobs.stream()
            .map(position ->
                new Logprobs(
                    Entry.of(position.sampled()), position.top().stream().map(Entry::of).toList()))
            .toList();
  }

  /** Bytes as numbers from 0 to 255. */
  static List<Integer> unsigned(byte[] bytes) {
    return IntStream.range(0, bytes.length).mapToObj(i -> Byte.toUnsignedInt(bytes[i])).toList();
  }
}
