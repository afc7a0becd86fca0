package dev.drover.engine.sampling;

/** One step that narrows the tokens that may be drawn; it keeps at least one. */
@FunctionalInterface
public interface Truncation {

  /** Narrows {@code candidates}. Called on the engine's thread, once a token; must not allocate. */
  void apply(Candidates candidates);
}
