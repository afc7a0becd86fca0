package dev.drover.functions.steering;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Map;

/** A service whose store is empty at first, and a client that waits for what takes long. */
public class FreshStore implements QuarkusTestProfile {
  @Override
  public Map<String, String> getConfigOverrides() {
    try {
      return Map.of(
          "drover.store.path",
          Files.createTempDirectory("drover-steering").resolve("store").toString(),
          "quarkus.http.test-timeout",
          "10m");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
