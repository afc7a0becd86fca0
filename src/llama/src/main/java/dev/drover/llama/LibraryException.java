package dev.drover.llama;

/**
 * A shared library that cannot be used: missing, of another ABI, or built for another processor.
 */
public final class LibraryException extends LlamaException {
  private static final long serialVersionUID = 1;

  public LibraryException(String message) {
    super(message);
  }

  public LibraryException(String message, Throwable cause) {
    super(message, cause);
  }
}
