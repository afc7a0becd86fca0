package dev.drover.engine;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An engine for as long as it is needed: until the lease is closed, its pool does not unload the
 * model to free memory. Any thread.
 */
public final class EngineLease implements AutoCloseable {
  private final Engine engine;
  private final Runnable onClose;
  private final AtomicBoolean closed = new AtomicBoolean();

  EngineLease(Engine engine, Runnable onClose) {
    this.engine = engine;
    this.onClose = onClose;
  }

  /** The engine. */
  public Engine engine() {
    return engine;
  }

  /** Gives the engine back. Idempotent; what it works on goes on. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      onClose.run();
    }
  }
}
