package dev.drover.functions.openai;

import dev.drover.engine.FinishReason;
import dev.drover.engine.GenerationEvent;
import dev.drover.engine.ModelInfo;
import dev.drover.engine.TokenLogprobs;
import dev.drover.engine.Tokenizer;
import dev.drover.functions.steering.AppliedSteering;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What answers of both kinds have in common. */
final class Replies {
  private Replies() {}

  /**
   * The head of an answer, the same in all its chunks.
   *
   * @param id the kind's prefix and a random part
   * @param created seconds since the epoch
   * @param model the served model's name
   * @param fingerprint model and library in one word
   */
  record Head(String id, long created, String model, String fingerprint) {

    static Head of(String prefix, ModelInfo model) {
      int identity = List.of(model.description(), model.bytes(), model.library()).hashCode();
      return new Head(
          prefix + UUID.randomUUID().toString().replace("-", ""),
          Instant.now().getEpochSecond(),
          model.name(),
          "fp_" + Integer.toHexString(identity));
    }

    /** A completion or an event of one, under this head. */
    Completion completion(
        List<Completion.Choice> choices, Optional<Usage> usage, List<AppliedSteering> steering) {
      return new Completion(
          id, "text_completion", created, model, choices, fingerprint, usage, steering);
    }
  }

  /** A new id of a call of a tool. */
  static String callId() {
    return "call_" + UUID.randomUUID().toString().replace("-", "").substring(0, 24);
  }

  /**
   * OpenAI's word for why a choice of a chat ended well.
   *
   * @param isCall whether it ended in calls of tools, all of them complete
   */
  static String finishReason(FinishReason reason, boolean isCall) {
    return isCall && !reason.isLength() ? "tool_calls" : finishReason(reason);
  }

  /** OpenAI's word for why a choice ended well. */
  static String finishReason(FinishReason reason) {
    return reason.isLength() ? "length" : "stop";
  }

  /**
   * The log-probabilities an answer reports: those of tokens that are text. The token by which the
   * model ended is none, and OpenAI does not report it.
   *
   * @param wanted whether the request asked for any; if not, null is returned
   */
  static List<TokenLogprobs> reported(
      boolean wanted, List<TokenLogprobs> logprobs, Tokenizer tokenizer) {
    if (!wanted) {
      return null;
    }
    int[] ends = tokenizer.endOfGeneration();
    return logprobs.stream()
        .filter(p -> Arrays.stream(ends).noneMatch(end -> end == p.sampled().token()))
        .toList();
  }

  /** Whether an event of a stream has nothing to show. */
  static boolean silent(GenerationEvent.Delta delta, List<TokenLogprobs> reported) {
    return delta.text().isEmpty() && (reported == null || reported.isEmpty());
  }
}
