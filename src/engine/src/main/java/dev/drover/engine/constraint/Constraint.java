package dev.drover.engine.constraint;

import java.util.List;

/** What a text must be, as a user says it. */
public sealed interface Constraint {

  /**
   * A JSON value that a schema accepts.
   *
   * @param schema the schema's text, JSON Schema 2020-12
   * @param ignoreUnsupported whether keywords that cannot be held to are left out of account; else
   *     they are refused by name
   */
  record JsonSchema(String schema, boolean ignoreUnsupported) implements Constraint {}

  /** Any JSON value that is an object or an array (RFC 8259). */
  record AnyJson() implements Constraint {}

  /**
   * Text that a regular expression matches from its beginning to its end.
   *
   * @param pattern in the manner of ECMAScript
   */
  record Regex(String pattern) implements Constraint {}

  /**
   * Text of a grammar.
   *
   * @param grammar in llama.cpp's GBNF; its rule {@code root} is the whole text
   */
  record Gbnf(String grammar) implements Constraint {}

  /**
   * One of several texts.
   *
   * @param texts at least one, none empty
   */
  record Choice(List<String> texts) implements Constraint {
    /** Copies the list. */
    public Choice {
      texts = List.copyOf(texts);
    }
  }

  /**
   * Calls of tools, written as Hermes models write them: {@link ToolCallForm} has the form. Unless
   * a call is required, the text may also be something else.
   *
   * @param tools which may be called, at least one, with different names
   * @param required whether the text must be a call
   * @param parallel whether there may be several, at most {@link ToolCallForm#MAX_CALLS}
   * @param otherwise what a text without calls must satisfy, all of it; none: it is free, and calls
   *     may follow it. Nothing where a call is required
   */
  record ToolCalls(List<Tool> tools, boolean required, boolean parallel, List<Constraint> otherwise)
      implements Constraint {
    /** Copies the lists. */
    public ToolCalls {
      tools = List.copyOf(tools);
      otherwise = List.copyOf(otherwise);
    }
  }

  /**
   * A tool that may be called.
   *
   * @param name 1 to 64 letters, digits, underscores, dots and hyphens
   * @param parameters JSON schema of its arguments, an object; null: it has none
   * @param ignoreUnsupported as in {@link JsonSchema}
   */
  record Tool(String name, String parameters, boolean ignoreUnsupported) {}
}
