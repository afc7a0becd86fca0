package dev.drover.functions;

import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether the client of one HTTP request is still there. Any thread.
 *
 * <p>A response has only one close handler and several parts of the web stack set it, so this
 * listens through the routing context, before any of them.
 */
final class Connection {
  private static final String KEY = Connection.class.getName();

  private final List<Runnable> listeners = new ArrayList<>();
  private boolean gone;

  private Connection() {}

  /** Watches the client from now on. On the event loop, before the request is dispatched. */
  static void watch(RoutingContext context) {
    Connection connection = new Connection();
    context.put(KEY, connection);
    context.addEndHandler(ended -> {
      if (ended.failed()) {
        connection.leave();
      }
    });
  }

  /** The connection of a request that is watched. */
  static Connection of(RoutingContext context) {
    return context.get(KEY);
  }

  /** Runs {@code listener} once when the client goes away, at once if it is gone already. */
  void onGone(Runnable listener) {
    synchronized (this) {
      if (!gone) {
        listeners.add(listener);
        return;
      }
    }
    listener.run();
  }

  /** Whether the client is gone. */
  synchronized boolean gone() {
    return gone;
  }

  private void leave() {
    List<Runnable> told;
    synchronized (this) {
      gone = true;
      told = List.copyOf(listeners);
      listeners.clear();
    }
    told.forEach(Runnable::run);
  }
}
