package dev.drover.jinja;

/** A parse or render went over one of its {@link Limits}. */
public final class TemplateLimitException extends TemplateException {
  private static final long serialVersionUID = 1L;

  private final String limit;
  private final long value;

  TemplateLimitException(String limit, long value, int line) {
    super("template goes over its limit: " + limit + " = " + value, line, null);
    this.limit = limit;
    this.value = value;
  }

  /**
   * Returns which limit it was: {@code steps}, {@code depth}, {@code outputCharacters}, {@code
   * time} (milliseconds), or {@code integerBits}, which is fixed.
   */
  public String limit() {
    return limit;
  }

  /** Returns the limit's value. */
  public long value() {
    return value;
  }
}
