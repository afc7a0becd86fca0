package dev.drover.llama;

/**
 * A batch that was not computed. The sequences in it are as they were before the call, except in a
 * memory that cannot be cut: there they are empty (see {@link Memory#lastPosition}).
 */
public final class DecodeException extends LlamaException {
  private static final long serialVersionUID = 1;

  /** Why a batch was not computed. */
  public enum Reason {
    /** The memory has no room for the batch: remove sequences or make it smaller. */
    NO_SPACE,
    /** {@link Context#abort} was called. */
    ABORTED,
    /** Native code or the activation tap failed. */
    FAULT
  }

  private final Reason reason;
  private final int code;

  public DecodeException(Reason reason, int code, String message) {
    super(message);
    this.reason = reason;
    this.code = code;
  }

  public DecodeException(Reason reason, int code, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
    this.code = code;
  }

  /** What a return code of {@code llama_decode} means. */
  static DecodeException of(int code, int tokens) {
    return switch (code) {
      case 1 ->
          new DecodeException(
              Reason.NO_SPACE,
              code,
              "The memory has no room for a batch of %d tokens".formatted(tokens));
      case 2 -> new DecodeException(Reason.ABORTED, code, "The batch was aborted");
      default ->
          new DecodeException(
              Reason.FAULT,
              code,
              "llama_decode returned %d for a batch of %d tokens".formatted(code, tokens));
    };
  }

  /** What happened. */
  public Reason reason() {
    return reason;
  }

  /** What {@code llama_decode} returned; 0 when the tap failed in a batch that was computed. */
  public int code() {
    return code;
  }
}
