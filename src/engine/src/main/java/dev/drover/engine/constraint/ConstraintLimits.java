package dev.drover.engine.constraint;

/** All limits of constraints: what is refused when it is compiled, and what ends a sequence. */
final class ConstraintLimits {
  /** Most characters of a constraint's text. */
  static final int MAX_SOURCE = 1 << 20;

  /** Deepest nesting of groups in a regular expression or a GBNF grammar. */
  static final int MAX_NESTING = 200;

  /** Most ranges of characters in the classes of a regular expression. */
  static final int MAX_RANGES = 1_000_000;

  /** Most parts of all sequences and alternatives of a grammar. */
  static final int MAX_PARTS = 1_500_000;

  /** Deepest nesting of {@link Expr.All}. */
  static final int MAX_ALL_DEPTH = 8;

  /** Most ways in which one text may be read at a time. */
  static final int MAX_STACKS = 1_024;

  /** Most configurations that a grammar remembers. Beyond, all are forgotten and built anew. */
  static final int MAX_STATES = 20_000;

  /** Most stack entries that a grammar remembers. Beyond, as with {@link #MAX_STATES}. */
  static final int MAX_REMEMBERED_STACKS = 400_000;

  /** Most masks that a grammar remembers for a vocabulary. */
  static final int MAX_MASKS = 512;

  /** Most masks of string contents and the like that a vocabulary remembers for all grammars. */
  static final int MAX_LOCAL_MASKS = 1_024;

  /** Most steps of expansion for one token: some tens of milliseconds. */
  static final int MAX_WORK = 120_000;

  /** Steps of expansion that each token may take in the long run: some milliseconds. */
  static final int WORK_PER_TOKEN = 15_000;

  /** Most steps of expansion to find out whether an intersection can still be satisfied. */
  static final int MAX_LOOKAHEAD_WORK = 20_000;

  /** Most configurations looked at to find out whether an intersection can still be satisfied. */
  static final int MAX_LOOKAHEAD = 4_096;

  /** Largest part of a grammar that is recognised in another grammar, in nodes. */
  static final int MAX_SHARED_SIZE = 2_000;

  /** Most bytes that {@link Matcher#forced} looks ahead. */
  static final int MAX_FORCED = 256;

  /** Most whitespace between the end of a free prefix and the text. */
  static final int MAX_LEADING_SPACE = 16;

  /** Most milliseconds of a thread's time that a compilation may take. */
  static final int MAX_COMPILE_MILLIS = 2_000;

  /** Most compiled constraints that a model remembers. */
  static final int MAX_COMPILED = 128;

  /** About how many bytes they may have in memory together. */
  static final long MAX_COMPILED_BYTES = 256L << 20;

  private ConstraintLimits() {}
}
