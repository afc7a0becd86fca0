package dev.drover.engine.sampling;

/** One step that narrows the tokens that may be drawn; it keeps at least one. */
public interface Truncation {

  /**
   * Narrows {@code candidates}. Called on the engine's thread, once a token; must not allocate.
   *
   * @param random the sequence's own numbers, for a truncation that leaves something to chance
   */
  void apply(Candidates candidates, SequenceRandom random);

  /** Whether it never narrows anything, so that it can be left out. */
  default boolean keepsAll() {
    return false;
  }
}
