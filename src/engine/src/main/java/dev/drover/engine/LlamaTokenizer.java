package dev.drover.engine;

import dev.drover.llama.Vocabulary;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** A llama.cpp vocabulary as the engine sees it. */
final class LlamaTokenizer implements Tokenizer {
  private final Vocabulary vocabulary;
  private final int[] endOfGeneration;

  /** Readers use the native vocabulary; the writer ends its life. */
  private final ReadWriteLock life = new ReentrantReadWriteLock();

  private boolean closed;

  LlamaTokenizer(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
    this.endOfGeneration = vocabulary.endOfGeneration().stream().toArray();
  }

  @Override
  public int size() {
    return vocabulary.size();
  }

  @Override
  public int[] encode(String text, boolean addSpecial, boolean parseSpecial) {
    life.readLock().lock();
    try {
      if (closed) {
        throw new EngineUnavailableException(
            EngineUnavailableException.Reason.CLOSED, "the engine is closed", Inbox.RETRY_AFTER);
      }
      return vocabulary.tokenize(text, addSpecial, parseSpecial);
    } finally {
      life.readLock().unlock();
    }
  }

  /** Waits for uses under way and refuses later ones, so that the model can be freed. */
  void close() {
    life.writeLock().lock();
    closed = true;
    life.writeLock().unlock();
  }

  @Override
  public byte[] bytes(int token) {
    return vocabulary.text(token);
  }

  @Override
  public String name(int token) {
    return new String(vocabulary.piece(token), StandardCharsets.UTF_8);
  }

  @Override
  public int beginOfSequence() {
    return vocabulary.bos().orElse(-1);
  }

  @Override
  public int endOfSequence() {
    return vocabulary.eos().orElse(-1);
  }

  @Override
  public int[] endOfGeneration() {
    return endOfGeneration.clone();
  }
}
