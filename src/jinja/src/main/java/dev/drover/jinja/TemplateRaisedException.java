package dev.drover.jinja;

/**
 * The template called {@code raise_exception}: it refuses the conversation. The message is the
 * template's own, unchanged.
 */
public final class TemplateRaisedException extends TemplateException {
  private static final long serialVersionUID = 1L;

  TemplateRaisedException(String message, int line) {
    super(message, line, null);
  }
}
