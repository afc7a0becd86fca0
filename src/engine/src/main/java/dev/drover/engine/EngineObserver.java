package dev.drover.engine;

/**
 * Is told what an engine does, for metrics and the like. The methods are called on the engine's
 * thread, which waits for them: they must return at once. What they throw is logged and harms no
 * request.
 */
public interface EngineObserver {
  /** Looks at nothing. */
  EngineObserver NONE = new EngineObserver() {};

  /** A step that decoded something is over. */
  default void step(StepReport step) {}

  /**
   * The first token of a request was drawn.
   *
   * @param nanos since the request was submitted
   */
  default void firstToken(long nanos) {}

  /**
   * A further token of a choice was drawn.
   *
   * @param nanos since the one before, with what the choice spent preempted or waiting for its
   *     reader
   */
  default void nextToken(long nanos) {}

  /** All choices of a request have ended. Told before its reader learns of it. */
  default void ended(RequestReport request) {}
}
