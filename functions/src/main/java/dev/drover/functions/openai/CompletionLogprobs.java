package dev.drover.functions.openai;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.drover.engine.TokenLogprobs;
import dev.drover.engine.Tokenizer;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Log-probabilities in the form of completions: four lists with one entry a token. Bytes that are
 * no UTF-8 are written {@code bytes:\xf0}.
 *
 * @param tokens the tokens' texts
 * @param tokenLogprobs their log-probabilities, natural logarithm, from the model's own
 *     distribution; null for the first token of an echoed prompt
 * @param topLogprobs the most probable tokens there, as many as asked for, and the token itself
 * @param textOffset where the token begins in the choice's text, in characters (code points)
 */
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
@Schema(name = "CompletionLogprobs")
public record CompletionLogprobs(
    List<String> tokens,
    List<Float> tokenLogprobs,
    List<Map<String, Float>> topLogprobs,
    List<Integer> textOffset) {

  /** Builds the lists of one choice, in one piece or event by event. */
  static final class Builder {
    private final Tokenizer tokenizer;
    private int characters;

    Builder(Tokenizer tokenizer) {
      this.tokenizer = tokenizer;
    }

    /** The wire form of the next tokens of the choice; null for null. */
    CompletionLogprobs next(List<TokenLogprobs> logprobs) {
      if (logprobs == null) {
        return null;
      }
      CompletionLogprobs lists =
          new CompletionLogprobs(
              new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
      logprobs.forEach(position -> add(lists, position));
      return lists;
    }

    private void add(CompletionLogprobs lists, TokenLogprobs position) {
      TokenText sampled = TokenText.of(position.sampled(), tokenizer);
      Map<String, Float> top = new LinkedHashMap<>();
      for (TokenLogprobs.Entry entry : position.top()) {
        TokenText text = TokenText.of(entry, tokenizer);
        top.putIfAbsent(text.legacyText(), text.logprob());
      }
      // The first token of a prompt, which nothing precedes, has none.
      boolean known = !Float.isNaN(sampled.logprob());
      if (known) {
        top.putIfAbsent(sampled.legacyText(), sampled.logprob());
      }
      lists.tokens.add(sampled.legacyText());
      lists.tokenLogprobs.add(known ? sampled.logprob() : null);
      lists.topLogprobs.add(known ? top : null);
      lists.textOffset.add(sampled.continuesCharacter() ? characters - 1 : characters);
      characters += sampled.charactersBegun();
    }
  }
}
