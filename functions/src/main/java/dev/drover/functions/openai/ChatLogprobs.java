package dev.drover.functions.openai;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.drover.engine.TokenLogprobs;
import dev.drover.engine.Tokenizer;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Log-probabilities in the form of chat completions.
 *
 * @param content one entry a token of the text
 * @param refusal null: refusals are text
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.ALWAYS)
@Schema(name = "ChatLogprobs")
public record ChatLogprobs(
    List<Position> content, @Schema(nullable = true) List<Position> refusal) {

  /**
   * A token of the text.
   *
   * @param token its text; bytes that are no UTF-8 are written {@code \xf0}
   * @param logprob natural logarithm, from the model's own distribution
   * @param bytes its bytes, or null for a control token
   * @param topLogprobs the most probable tokens there, as many as asked for
   */
  @RegisterForReflection
  @JsonNaming(SnakeCaseStrategy.class)
  @JsonInclude(JsonInclude.Include.ALWAYS)
  @Schema(name = "ChatTokenLogprob")
  public record Position(
      String token,
      float logprob,
      @Schema(nullable = true) List<Integer> bytes,
      List<Top> topLogprobs) {}

  /**
   * A probable token.
   *
   * @param token as in {@link Position}
   * @param logprob as in {@link Position}
   * @param bytes as in {@link Position}
   */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.ALWAYS)
  @Schema(name = "ChatTopLogprob")
  public record Top(String token, float logprob, @Schema(nullable = true) List<Integer> bytes) {}

  /** The wire form; null for no log-probabilities at all. */
  static ChatLogprobs of(List<TokenLogprobs> logprobs, Tokenizer tokenizer) {
    return logprobs == null
        ? null
        : new ChatLogprobs(logprobs.stream().map(p -> position(p, tokenizer)).toList(), null);
  }

  private static Position position(TokenLogprobs position, Tokenizer tokenizer) {
    TokenText sampled = TokenText.of(position.sampled(), tokenizer);
    return new Position(
        sampled.text(),
        sampled.logprob(),
        sampled.bytes(),
        position.top().stream()
            .map(entry -> TokenText.of(entry, tokenizer))
            .map(text -> new Top(text.text(), text.logprob(), text.bytes()))
            .toList());
  }
}
