package dev.drover.functions;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Writes server-sent events to a client, waiting while the client is behind by more than the
 * response's write queue. One thread.
 */
public final class EventWriter {
  private final HttpServerResponse response;
  private final Connection connection;
  private final ObjectMapper json;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  EventWriter(HttpServerResponse response, Connection connection, ObjectMapper json) {
    this.response = response;
    this.connection = connection;
    this.json = json;
    response.drainHandler(drained -> wake());
    connection.onGone(this::wake);
  }

  /**
   * Sends {@code data: <json>}.
   *
   * @throws IOException if the client is gone
   */
  public void data(Object value) throws IOException {
    write("data: " + json.writeValueAsString(value) + "\n\n");
  }

  /**
   * Sends {@code event: <name>} with {@code data: <json>}.
   *
   * @throws IOException if the client is gone
   */
  public void event(String name, Object value) throws IOException {
    write("event: " + name + "\ndata: " + json.writeValueAsString(value) + "\n\n");
  }

  /**
   * Sends {@code data: <text>}, one line of text as it is.
   *
   * @throws IOException if the client is gone
   */
  public void text(String line) throws IOException {
    write("data: " + line + "\n\n");
  }

  /**
   * Finds out whether anybody still listens, where there is nothing to send for long.
   *
   * @throws IOException if the client is gone
   */
  public void requireClient() throws IOException {
    if (connection.gone() || response.ended()) {
      throw new IOException("the client is gone");
    }
  }

  private void write(String event) throws IOException {
    lock.lock();
    try {
      while (response.writeQueueFull() && !connection.gone()) {
        changed.await();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while the client was behind");
    } finally {
      lock.unlock();
    }
    requireClient();
    response.write(Buffer.buffer(event));
  }

  private void wake() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
