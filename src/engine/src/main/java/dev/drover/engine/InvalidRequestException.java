package dev.drover.engine;

/**
 * A request that asks for something impossible. The engine has not seen it.
 *
 * <p>The message reads {@code `field` rule, given value}; the parts are kept apart so that a
 * dialect can put its own name for the field in.
 */
public class InvalidRequestException extends RuntimeException {
  private final String field;
  private final String rule;

  /**
   * A violation of one field's rule.
   *
   * @param field the field's name in snake case, such as {@code max_new_tokens}
   * @param rule what must hold and what was given, such as {@code must be between 0 and 2, given 3}
   */
  public InvalidRequestException(String field, String rule) {
    super("`" + field + "` " + rule);
    this.field = field;
    this.rule = rule;
  }

  /** The field's name in snake case. */
  public String field() {
    return field;
  }

  /** What must hold, and the value given. */
  public String rule() {
    return rule;
  }
}
