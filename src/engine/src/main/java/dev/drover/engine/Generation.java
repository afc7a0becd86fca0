package dev.drover.engine;

/**
 * A submitted request: a stream of events that one reader takes, and the means to cancel it.
 *
 * <p>The engine never waits for the reader. A reader that falls behind by more than the engine's
 * event buffer pauses its own sequences, and only these, until it has caught up.
 */
public interface Generation extends AutoCloseable {

  /** How many tokens the prompt has. */
  int promptTokens();

  /** How many requests waited when this one was submitted. */
  int ahead();

  /**
   * Waits for the next event. Not for several readers at once.
   *
   * @return the event, or null after the last choice's {@link GenerationEvent.Finished}
   * @throws InterruptedException if interrupted; the generation goes on
   */
  GenerationEvent next() throws InterruptedException;

  /**
   * Reads all remaining events and gathers the result. A choice that ended with an error or was
   * cancelled is in the result like any other, with the reason.
   *
   * @throws InterruptedException if interrupted; the generation is cancelled then
   */
  GenerationResult await() throws InterruptedException;

  /**
   * Ends all choices within one step; each finishes as cancelled. Any thread, any number of times.
   */
  void cancel();

  /** Cancels what still runs. */
  @Override
  void close();
}
