package dev.drover.functions;

import dev.drover.engine.Generation;
import java.io.IOException;
import java.util.Objects;

/**
 * A reply of server-sent events, as a rule made from a generation. A REST resource returns it;
 * {@link EventStreamWriter} writes it on the resource's own (virtual) thread, at the pace of the
 * reader.
 *
 * @param generation closed when the stream ends, however it ends; null where the events tell of
 *     something that goes on without the client
 * @param body writes the events, as a rule until {@link Generation#next} gives null
 * @param onFault writes a fault that ends the stream after it has begun, in the dialect's form
 */
public record EventStream(Generation generation, Body body, FaultEvent onFault) {

  /** Nothing else may be null. */
  public EventStream {
    Objects.requireNonNull(body, "body");
    Objects.requireNonNull(onFault, "onFault");
  }

  /** Writes a stream's events. */
  @FunctionalInterface
  public interface Body {
    /**
     * Writes all events.
     *
     * @param events where to
     * @throws IOException if the client is gone; let it pass
     * @throws InterruptedException if the thread is interrupted; let it pass
     */
    void write(EventWriter events) throws IOException, InterruptedException;
  }

  /** Words a fault as an event. */
  @FunctionalInterface
  public interface FaultEvent {
    /**
     * Writes the event, and what ends a stream in this dialect.
     *
     * @param events where to
     * @param fault what went wrong
     * @throws IOException if the client is gone; let it pass
     */
    void write(EventWriter events, Fault fault) throws IOException;
  }
}
