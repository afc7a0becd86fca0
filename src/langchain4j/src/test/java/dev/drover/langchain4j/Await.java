package dev.drover.langchain4j;

import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;

/** Waiting for what another thread brings about. */
final class Await {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private Await() {}

  static void until(BooleanSupplier holds) throws InterruptedException {
    Instant end = Instant.now().plus(LIMIT);
    while (!holds.getAsBoolean()) {
      if (Instant.now().isAfter(end)) {
        throw new AssertionError("did not come about within " + LIMIT);
      }
      Thread.sleep(2);
    }
  }
}
