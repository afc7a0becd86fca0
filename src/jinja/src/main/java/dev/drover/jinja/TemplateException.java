package dev.drover.jinja;

/** A template could not be parsed or rendered; the message is in the words of Jinja or Python. */
public class TemplateException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int line;

  /**
   * An error in a template.
   *
   * @param message what is wrong
   * @param line line of the source, from 1; 0 if it has none
   * @param cause what led to it, or null
   */
  TemplateException(String message, int line, Throwable cause) {
    super(message, cause);
    this.line = line;
  }

  /** Returns the line of the template's source where it failed, from 1; 0 if there is none. */
  public int line() {
    return line;
  }
}
