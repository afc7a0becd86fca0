package dev.drover.engine;

/** A prompt that leaves no room in the model's context for what is asked. */
public final class PromptTooLongException extends InvalidRequestException {

  /**
   * A prompt of {@code tokens} tokens for a context of {@code contextLength}.
   *
   * @param tokens the prompt's length
   * @param contextLength the longest sequence the model serves
   */
  public PromptTooLongException(int tokens, int contextLength) {
    super(
        "prompt",
        "must be shorter than the model's context of "
            + contextLength
            + " tokens, given "
            + tokens
            + " tokens");
  }

  PromptTooLongException(String field, String rule) {
    super(field, rule);
  }
}
