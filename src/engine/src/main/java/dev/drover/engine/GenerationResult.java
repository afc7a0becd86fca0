package dev.drover.engine;

import java.util.List;

/**
 * A finished generation.
 *
 * @param choices one entry a choice, by index
 * @param promptTokens how many tokens the prompt has
 * @param generatedTokens how many tokens were generated, those of choices that {@code bestOf} left
 *     out included
 * @param states the prompt's hidden states if the request asked for them, else null
 * @param steering what each term of the request's plan did if it asked, else empty
 * @param timings where the time went
 */
public record GenerationResult(
    List<Choice> choices,
    int promptTokens,
    int generatedTokens,
    HiddenStates states,
    List<AppliedTerm> steering,
    Timings timings) {

  /**
   * One of the request's choices.
   *
   * @param index from 0
   * @param text the whole text
   * @param tokens every generated token id, the ending one included
   * @param promptLogprobs one entry a token of the prompt if the request asked for them, else
   *     empty; see {@link GenerationEvent.PromptLogprobs}
   * @param logprobs one entry a token if the request asked for them, else empty
   * @param finish why it ended
   */
  public record Choice(
      int index,
      String text,
      List<Integer> tokens,
      List<TokenLogprobs> promptLogprobs,
      List<TokenLogprobs> logprobs,
      GenerationEvent.Finished finish) {}

  /**
   * Durations in nanoseconds.
   *
   * @param queued from submission to the first step that worked on the request
   * @param firstToken from submission to the first event
   * @param total from submission to the last event
   */
  public record Timings(long queued, long firstToken, long total) {}
}
