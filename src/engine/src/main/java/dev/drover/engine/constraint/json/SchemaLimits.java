package dev.drover.engine.constraint.json;

/** How large a schema may be, and what comes of it. */
final class SchemaLimits {
  /** Of its text in UTF-8. */
  static final int MAX_BYTES = 256 * 1024;

  /** Of brackets in its text. */
  static final int MAX_NESTING = 128;

  /** Characters of a property's name. */
  static final int MAX_NAME = 256;

  /** Named properties of one object. */
  static final int MAX_PROPERTIES = 1_000;

  /** Digits of a bound, with those that its exponent stands for. */
  static final int MAX_BOUND_DIGITS = 400;

  /** How many {@code $ref}, {@code allOf} and {@code anyOf} may lead on to each other. */
  static final int MAX_CHAIN = 128;

  /** Ways in which one value may fit a schema: {@code allOf} multiplies those of its parts. */
  static final int MAX_BRANCHES = 256;

  /** Rules of the grammar. */
  static final int MAX_RULES = 10_000;

  /** Numbers that are written out where a range and {@code multipleOf} leave few. */
  static final int MAX_MULTIPLES = 1_000;

  /** Values of an array whose items are all to be different, which are counted by sets. */
  static final int MAX_UNIQUE = 8;

  /**
   * Steps that comparing patterns with each other and with values may take, for all of a schema.
   */
  static final int MAX_WORK = 2_000_000;

  private SchemaLimits() {}
}
