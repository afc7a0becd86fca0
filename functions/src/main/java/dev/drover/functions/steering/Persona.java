package dev.drover.functions.steering;

import dev.drover.engine.InvalidRequestException;

/**
 * Somebody whose way of answering is to be told from its opposite.
 *
 * @param name such as {@code pirate}, 1 to {@link #MAX_NAME} characters
 * @param description what it is like, at most {@link #MAX_DESCRIPTION} characters; null is empty
 * @param opposite what its opposite is like, as long at most; null or empty for none in particular
 */
public record Persona(String name, String description, String opposite) {
  /** Most characters of a name. */
  public static final int MAX_NAME = 200;

  /** Most characters of a description. */
  public static final int MAX_DESCRIPTION = 4000;

  private static final String FORM = " Answer in one to three sentences.";

  /**
   * Checks the texts.
   *
   * @throws InvalidRequestException naming the field, its limit and the value given
   */
  public Persona {
    if (name == null || name.isBlank()) {
      throw new InvalidRequestException("persona_name", "is required");
    }
    name = checked("persona_name", name, MAX_NAME);
    description = checked("persona_description", description, MAX_DESCRIPTION);
    opposite = checked("negative_description", opposite, MAX_DESCRIPTION);
  }

  private static String checked(String field, String value, int most) {
    if (value == null) {
      return "";
    }
    if (value.length() > most) {
      throw new InvalidRequestException(
          field, "must hold at most " + most + " characters, given " + value.length());
    }
    return value.strip();
  }

  /** The system message under which the persona answers. */
  String instruction() {
    return "You are " + name + "." + (description.isEmpty() ? "" : " " + description) + FORM;
  }

  /** The system message under which its opposite answers. */
  String oppositeInstruction() {
    if (!opposite.isEmpty()) {
      return "You are not " + name + ". " + opposite + FORM;
    }
    return "You are the opposite of "
        + name
        + " in every way."
        + (description.isEmpty() ? "" : " Never be like this: " + description)
        + FORM;
  }
}
