package dev.drover.llama.gguf;

/** A file that is no valid GGUF model or adapter. The message says where and why. */
public final class GgufException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public GgufException(String message) {
    super(message);
  }

  public GgufException(String message, Throwable cause) {
    super(message, cause);
  }
}
