package dev.drover.engine;

/** Why a sequence ended. */
public enum FinishReason {
  /** The model ended it with an end-of-generation token. */
  END_OF_GENERATION,
  /** One of the request's stop strings appeared. */
  STOP_STRING,
  /** One of the request's stop tokens was drawn. */
  STOP_TOKEN,
  /** {@code max_new_tokens} tokens were generated. */
  MAX_NEW_TOKENS,
  /** The sequence fills the model's context: prompt and output together reached its length. */
  CONTEXT_FULL,
  /** The caller cancelled it. */
  CANCELLED,
  /** The request's deadline passed; the message is in the event. */
  DEADLINE,
  /** The reader of its events was behind for too long; the message is in the event. */
  READER_TOO_SLOW,
  /** A fault ended it; the message is in the event. */
  ERROR;

  /** Whether a limit, not the model or the caller, ended the text. */
  public boolean isLength() {
    return this == MAX_NEW_TOKENS || this == CONTEXT_FULL;
  }
}
