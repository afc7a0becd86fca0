package dev.drover.engine.constraint;

/**
 * How a model writes calls of tools: for each {@code <tool_call>}, a line with {@code {"name":
 * "get_weather", "arguments": {"city": "Paris"}}}, {@code </tool_call>}; line breaks between them.
 * Source: the chat templates of Hermes 2 Pro, Qwen 2.5 and Qwen 3.
 */
public final class ToolCallForm {
  /** Begins a call. */
  public static final String BEGIN = "<tool_call>";

  /** Between {@link #BEGIN} and the tool's name. */
  public static final String BEFORE_NAME = "\n{\"name\": \"";

  /** Between the tool's name and its arguments. */
  public static final String BEFORE_ARGUMENTS = "\", \"arguments\": ";

  /** After the arguments. They are an object, in which this never comes. */
  public static final String END = "}\n</tool_call>";

  /** Between calls. */
  public static final String SEPARATOR = "\n";

  /** Most calls in one text. */
  public static final int MAX_CALLS = 32;

  private ToolCallForm() {}
}
