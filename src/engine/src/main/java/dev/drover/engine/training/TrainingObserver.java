package dev.drover.engine.training;

/** Watches a training. Called on the thread that trains. */
public interface TrainingObserver {

  /** Wants to know nothing. */
  TrainingObserver NONE = progress -> {};

  /** Something was done. */
  void progress(TrainingProgress progress);

  /** Whether to stop; asked often. */
  default boolean isCancelled() {
    return false;
  }

  /** From here another training of the same triples and options may go on. */
  default void checkpoint(SearchState state) {}
}
