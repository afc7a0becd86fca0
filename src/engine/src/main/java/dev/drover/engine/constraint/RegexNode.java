package dev.drover.engine.constraint;

import java.util.List;

/** A regular expression as it is read. */
sealed interface RegexNode {
  /** One character of a set. */
  record One(CodePoints set) implements RegexNode {}

  /** One after another. */
  record Sequence(List<RegexNode> parts) implements RegexNode {}

  /** One of several. */
  record Choice(List<RegexNode> options) implements RegexNode {}

  /** The same several times. */
  record Times(RegexNode body, int min, int max) implements RegexNode {}

  /**
   * The beginning or the end of the text.
   *
   * @param end whether it is the end
   * @param position where it stands in the source
   */
  record Anchor(boolean end, int position) implements RegexNode {}
}
