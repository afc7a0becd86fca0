package dev.drover.jinja;

/** A fault in a template. */
public class TemplateException extends RuntimeException {
  TemplateException(String message) {
    super(message);
  }
}
