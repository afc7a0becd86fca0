package dev.drover.engine;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * An engine for as long as it is needed: until the lease is closed, its pool does not unload the
 * model to free memory. Any thread.
 */
public final class EngineLease implements AutoCloseable {
  private final Engine engine;
  private final Supplier<EngineLease> another;
  private final Runnable onClose;
  private final AtomicBoolean closed = new AtomicBoolean();

  EngineLease(Engine engine, Supplier<EngineLease> another, Runnable onClose) {
    this.engine = engine;
    this.another = another;
    this.onClose = onClose;
  }

  /** The engine. */
  public Engine engine() {
    return engine;
  }

  /** Another lease on the same engine; only while this one is open. */
  EngineLease again() {
    return another.get();
  }

  /** Gives the engine back. Idempotent; what it works on goes on. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      onClose.run();
    }
  }
}
