package dev.drover.functions.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The databases that every store must work on, each empty when it is asked for. */
enum TestDatabase {
  H2 {
    @Override
    DatabaseAddress address() {
      try {
        Path folder = Files.createTempDirectory(Path.of("target"), "store");
        return DatabaseAddress.file(folder.resolve("store").toString(), 8);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  },
  POSTGRESQL {
    @Override
    DatabaseAddress address() {
      return PostgresServer.shared().database(8);
    }
  };

  private Database opened;

  /** A new database. Skips the test where the kind is missing and not required. */
  abstract DatabaseAddress address();

  /** One database for all tests of this process, its tables emptied. */
  Database emptied() {
    if (opened == null) {
      opened = new Database(address());
    }
    for (String table : new String[] {"steering_behavior", "steering_vector", "job"}) {
      opened.transaction(connection -> Sql.update(connection, "delete from " + table));
    }
    return opened;
  }
}
