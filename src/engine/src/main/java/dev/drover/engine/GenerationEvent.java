package dev.drover.engine;

import java.util.List;

/** Something that happened to one choice of a generation. */
public sealed interface GenerationEvent {

  /** Which of the request's {@code n} choices, from 0. */
  int choice();

  /**
   * Tokens were generated and text became final. Text lags behind tokens where a character is
   * incomplete or a stop string may be under way, so either part may be empty, never both.
   *
   * @param choice which choice
   * @param tokens the new token ids
   * @param text the new text: whole characters only
   * @param logprobs one entry a token if the request asked for them, else empty
   */
  record Delta(int choice, List<Integer> tokens, String text, List<TokenLogprobs> logprobs)
      implements GenerationEvent {}

  /**
   * A part of the prompt was read. Such events come before all others, in the prompt's order.
   *
   * @param choice the request's first choice; the prompt is the same for all
   * @param logprobs one entry a token, {@code sampled} being the prompt's; of the first token,
   *     which nothing precedes, the log-probability is NaN
   */
  record PromptLogprobs(int choice, List<TokenLogprobs> logprobs) implements GenerationEvent {}

  /**
   * The hidden states that the request asked for. Comes before the first generated token.
   *
   * @param choice the request's first choice; the prompt is the same for all
   * @param states their means
   */
  record PromptStates(int choice, HiddenStates states) implements GenerationEvent {}

  /**
   * What steering did, if the request asked. Comes before the last event of all.
   *
   * @param choice the choice that ended last
   * @param terms one entry a term of the plan whose strength is not 0, for all choices together
   */
  record Steered(int choice, List<AppliedTerm> terms) implements GenerationEvent {}

  /**
   * The choice ended. The last event of its choice.
   *
   * @param choice which choice
   * @param reason why
   * @param stop the stop string or the text of the stop token that ended it, or null
   * @param message what went wrong where the reason is a fault, a deadline or a slow reader, else
   *     null
   * @param generatedTokens how many tokens were generated, the ending one included
   * @param confidence mean probability of these tokens under the model's own distribution, before
   *     bias, penalties, constraint, temperature and truncation: 0 to 1, 0 if there are none. Those
   *     that a constraint left no choice for and that were not drawn count for nothing
   * @param logProbability natural logarithm of their probability together under that distribution
   */
  record Finished(
      int choice,
      FinishReason reason,
      String stop,
      String message,
      int generatedTokens,
      double confidence,
      double logProbability)
      implements GenerationEvent {

    /** The same of the choice with this index. */
    public Finished withChoice(int index) {
      return new Finished(
          index, reason, stop, message, generatedTokens, confidence, logProbability);
    }
  }
}
