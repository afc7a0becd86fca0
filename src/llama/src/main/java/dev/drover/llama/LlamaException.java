package dev.drover.llama;

/** A fault reported by llama.cpp or found before it was called. The process is unharmed. */
public class LlamaException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public LlamaException(String message) {
    super(message);
  }

  public LlamaException(String message, Throwable cause) {
    super(message, cause);
  }
}
