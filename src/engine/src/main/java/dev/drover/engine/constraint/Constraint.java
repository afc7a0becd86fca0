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
}
