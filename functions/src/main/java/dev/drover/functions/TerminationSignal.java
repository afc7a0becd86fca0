package dev.drover.functions;

import io.quarkus.runtime.Quarkus;
import org.jboss.logging.Logger;
import sun.misc.Signal;

/**
 * Makes SIGTERM an ordinary end of the process, with status 0 once the application has stopped. By
 * itself the JVM would say 143.
 */
final class TerminationSignal {
  private static final Logger LOG = Logger.getLogger(TerminationSignal.class);

  private TerminationSignal() {}

  /** From now on. */
  static void endOrderly() {
    try {
      Signal.handle(new Signal("TERM"), signal -> Quarkus.asyncExit(0));
    } catch (IllegalArgumentException e) {
      LOG.debug("The JVM leaves SIGTERM to the system (-Xrs)", e);
    }
  }
}
