package dev.drover.functions;

import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;

/**
 * The client of one HTTP request: whether it is still there, and whether it has its answer. Any
 * thread.
 *
 * <p>A response has only one close handler and several parts of the web stack set it, so this
 * listens through the routing context, before any of them.
 */
public final class Connection {
  private static final String KEY = Connection.class.getName();

  private final List<Runnable> whenGone = new ArrayList<>();
  private final List<Runnable> whenEnded = new ArrayList<>();
  private boolean gone;
  private boolean ended;

  private Connection() {}

  /** Watches the client from now on. On the event loop, before the request is dispatched. */
  static void watch(RoutingContext context) {
    Connection connection = new Connection();
    context.put(KEY, connection);
    context.addEndHandler(end -> connection.end(end.failed()));
  }

  /** The connection of a request. */
  public static Connection of(RoutingContext context) {
    return context.get(KEY);
  }

  /** Runs {@code listener} once when the client goes away, at once if it is gone already. */
  public void onGone(Runnable listener) {
    synchronized (this) {
      if (!gone) {
        whenGone.add(listener);
        return;
      }
    }
    listener.run();
  }

  /**
   * Runs {@code listener} once when the client has its whole answer or goes away, at once if it has
   * or is gone already.
   */
  void onEnd(Runnable listener) {
    synchronized (this) {
      if (!ended) {
        whenEnded.add(listener);
        return;
      }
    }
    listener.run();
  }

  /** Whether the client is gone. */
  public synchronized boolean gone() {
    return gone;
  }

  private void end(boolean left) {
    List<Runnable> told = new ArrayList<>();
    synchronized (this) {
      ended = true;
      if (left) {
        gone = true;
        told.addAll(whenGone);
        whenGone.clear();
      }
      told.addAll(whenEnded);
      whenEnded.clear();
    }
    told.forEach(Runnable::run);
  }
}
