package dev.drover.engine;

import java.nio.file.Path;

/** The engine (signatures; the implementation follows in the next commits). */
public final class Engine implements AutoCloseable {
  private Engine() {}

  /**
   * Loads a model and starts its engine. Blocks while the model is loaded.
   *
   * @param model a GGUF file
   * @param natives the folder that holds llama.cpp's libraries, or null for the embedded one
   * @throws EngineUnavailableException (FAILED) if the model or the library cannot be loaded
   */
  public static Engine load(Path model, Path natives, EngineConfig config) {
    throw new UnsupportedOperationException();
  }

  /**
   * Takes a request into the queue. Renders the chat template and tokenises on the caller's thread.
   *
   * @throws InvalidRequestException if the request does not fit the model
   * @throws EngineUnavailableException if the queue is full or the engine closed
   */
  public Generation submit(GenerationRequest request) {
    throw new UnsupportedOperationException();
  }

  /** What the engine serves. */
  public ModelInfo model() {
    throw new UnsupportedOperationException();
  }

  /** The model's vocabulary. */
  public Tokenizer tokenizer() {
    throw new UnsupportedOperationException();
  }

  /**
   * The text the model's chat template makes of a conversation.
   *
   * @throws InvalidRequestException if the model has no chat template or it refuses the messages
   */
  public String render(Prompt.Chat chat) {
    throw new UnsupportedOperationException();
  }

  /** The prompt's token ids as {@link #submit} would decode them. */
  public int[] tokenize(Prompt prompt) {
    throw new UnsupportedOperationException();
  }

  /** Counters and state now. Any thread. */
  public EngineStatistics statistics() {
    throw new UnsupportedOperationException();
  }

  /** Ends all generations as cancelled, stops the thread and frees the model. Idempotent. */
  @Override
  public void close() {}
}
