package dev.drover.engine;

import dev.drover.engine.sampling.Logprobs;
import dev.drover.engine.text.TextStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** When a sequence ends. Belongs to the engine's thread. */
final class Endings {
  private static final int[] NONE = {};

  private final Tokenizer tokenizer;
  private final int contextLength;
  private final int[] endOfGeneration;

  Endings(Tokenizer tokenizer, int contextLength) {
    this.tokenizer = tokenizer;
    this.contextLength = contextLength;
    this.endOfGeneration = tokenizer.endOfGeneration();
  }

  /**
   * How a sequence ends with its last token.
   *
   * @param reason why; null: it goes on
   * @param stop the stop string or the text of the stop token that ends it, or null
   */
  record Verdict(FinishReason reason, String stop) {}

  /**
   * Puts the text of a sequence's last token after that of the others and judges.
   *
   * @param text holds the text of all tokens before
   */
  Verdict judge(Sequence s, TextStream text) {
    StoppingOptions stopping = s.task.request.stopping();
    int token = s.token(s.size() - 1);
    FinishReason reason = null;
    String stop = null;
    if (isEndOfGeneration(token)) {
      reason = FinishReason.END_OF_GENERATION;
    } else if (stopping.stopTokens().contains(token)) {
      reason = FinishReason.STOP_TOKEN;
      stop = new String(shown(token), StandardCharsets.UTF_8);
    }
    if (reason == null || (stop != null && stopping.includeStop())) {
      boolean mayStop = s.generated() >= stopping.minNewTokens();
      if (text.append(tokenizer.bytes(token), mayStop)) {
        reason = FinishReason.STOP_STRING;
        stop = text.stop();
      }
    }
    if (reason == null && s.matcher != null && s.matcher.isOver()) {
      reason = FinishReason.END_OF_GENERATION;
    }
    if (reason == null && s.generated() == stopping.maxNewTokens()) {
      reason = FinishReason.MAX_NEW_TOKENS;
    }
    if (reason == null && s.size() == contextLength) {
      reason = FinishReason.CONTEXT_FULL;
    }
    return new Verdict(reason, stop);
  }

  /** Tokens that cannot come yet, because they would end the sequence. */
  int[] banned(Sequence s) {
    StoppingOptions stopping = s.task.request.stopping();
    if (s.generated() < stopping.minNewTokens()) {
      return IntStream.concat(
              Arrays.stream(endOfGeneration),
              stopping.stopTokens().stream().mapToInt(Integer::intValue))
          .toArray();
    }
    return stopping.ignoreEos() ? endOfGeneration : NONE;
  }

  /** The token's bytes in text; for a control token, which has none, its name. */
  byte[] shown(int token) {
    byte[] bytes = tokenizer.bytes(token);
    return bytes.length == 0 ? tokenizer.name(token).getBytes(StandardCharsets.UTF_8) : bytes;
  }

  /** What is told of a token and of the most probable ones in its place. */
  TokenLogprobs report(Logprobs logprobs, int token, int top) {
    List<TokenLogprobs.Entry> entries = new ArrayList<>(top);
    for (int id : logprobs.top(top)) {
      entries.add(new TokenLogprobs.Entry(id, shown(id), logprobs.of(id)));
    }
    return new TokenLogprobs(
        new TokenLogprobs.Entry(token, shown(token), logprobs.of(token)), entries);
  }

  /** Whether the model ends with it, or the request does. */
  boolean ends(Sequence s, int token) {
    return isEndOfGeneration(token) || s.task.request.stopping().stopTokens().contains(token);
  }

  private boolean isEndOfGeneration(int token) {
    for (int end : endOfGeneration) {
      if (token == end) {
        return true;
      }
    }
    return false;
  }
}
