package dev.drover.engine;

/** Text to tokens and back, by the model's vocabulary. Thread-safe. */
public interface Tokenizer {

  /** How many tokens the vocabulary has; ids run from 0. */
  int size();

  /**
   * Text to token ids.
   *
   * @param text well-formed Unicode
   * @param addSpecial whether to put the tokens around it that the model was trained with, such as
   *     beginning of sequence
   * @param parseSpecial whether control tokens written out in the text become those tokens
   */
  int[] encode(String text, boolean addSpecial, boolean parseSpecial);

  /**
   * The bytes a token stands for in text. They need not be whole UTF-8 characters; control tokens
   * have none. Do not write to the array.
   *
   * @param token 0 ≤ token &lt; {@link #size}
   */
  byte[] bytes(int token);

  /**
   * A token's name, control tokens included, such as {@code <|im_end|>}.
   *
   * @param token 0 ≤ token &lt; {@link #size}
   */
  String name(int token);

  /** Id of the control token that a text names, such as {@code <|im_end|>}, or -1. */
  default int control(String name) {
    int[] ids = encode(name, false, true);
    return ids.length == 1 && bytes(ids[0]).length == 0 ? ids[0] : -1;
  }

  /** Id of the beginning-of-sequence token, or -1. */
  int beginOfSequence();

  /** Id of the end-of-sequence token, or -1. */
  int endOfSequence();

  /** The ids that end a generation. */
  int[] endOfGeneration();
}
