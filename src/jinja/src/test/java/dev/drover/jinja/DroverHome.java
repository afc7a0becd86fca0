package dev.drover.jinja;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Path;

/** Where fixtures are kept, and what happens when one is not there. */
final class DroverHome {
  private DroverHome() {}

  /** Returns a path below the cache root, which the launcher names. */
  static Path resolve(String path) {
    return root().resolve(path);
  }

  private static Path root() {
    String given = System.getProperty("drover.home", System.getenv("DROVER_HOME"));
    if (given != null) {
      return Path.of(given);
    }
    String cache = System.getenv("XDG_CACHE_HOME");
    return cache != null
        ? Path.of(cache, "drover")
        : Path.of(System.getProperty("user.home"), ".cache", "drover");
  }

  /** Skips the test, or fails it when fixtures are required. */
  static void missing(String what) {
    if (Boolean.getBoolean("drover.required")) {
      fail(what);
    }
    abort(what);
  }
}
