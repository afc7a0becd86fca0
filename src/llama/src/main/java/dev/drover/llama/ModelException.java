package dev.drover.llama;

/** A model or adapter file that cannot be used: corrupt, unsupported, or too large for memory. */
public final class ModelException extends LlamaException {
  private static final long serialVersionUID = 1;

  public ModelException(String message) {
    super(message);
  }

  public ModelException(String message, Throwable cause) {
    super(message, cause);
  }
}
