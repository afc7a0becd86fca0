package dev.drover.jinja;

/** The source is not a template: it cannot be split into tokens, parsed or compiled. */
public final class TemplateSyntaxException extends TemplateException {
  private static final long serialVersionUID = 1L;

  private final int column;

  TemplateSyntaxException(String message, int line, int column) {
    super(message, line, null);
    this.column = column;
  }

  /**
   * Returns the column of the offending token in UTF-16 units, from 1; 0 if only the line is known.
   */
  public int column() {
    return column;
  }
}
