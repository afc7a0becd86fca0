package dev.drover.functions.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which database, and what is peculiar to its kind.
 *
 * @param name what people call it; without credentials
 * @param url for JDBC
 * @param driver the class of the JDBC driver
 * @param user or null
 * @param password or null
 * @param options the driver's; what the URL says comes first
 * @param file the database's file without suffix, or null if it is a server's
 * @param bytes the SQL type of long byte strings
 * @param maxConnections most connections at once
 */
record DatabaseAddress(
    String name,
    String url,
    String driver,
    String user,
    String password,
    Map<String, String> options,
    Path file,
    String bytes,
    int maxConnections) {
  private static final Pattern POSTGRESQL =
      Pattern.compile("jdbc:postgresql:((//[^/?@]*/)?[^/?@]+)([?].*)?");

  /** Most connections that can be configured. */
  private static final int MOST_CONNECTIONS = 1000;

  /**
   * What the configuration asks for. Opens nothing.
   *
   * @throws IllegalArgumentException naming the key, what must hold and the value given
   */
  static DatabaseAddress of(StoreConfig config) {
    int connections = config.maxConnections();
    if (connections < 1 || connections > MOST_CONNECTIONS) {
      throw new IllegalArgumentException(
          "drover.store.max-connections must be between 1 and %d, given %d"
              .formatted(MOST_CONNECTIONS, connections));
    }
    return config
        .url()
        .map(url ->
            server(
                url, config.username().orElse(null), config.password().orElse(null), connections))
        .orElseGet(() -> file(config.path(), connections));
  }

  /**
   * An embedded database.
   *
   * @param path the file without suffix; relative to the working directory
   */
  static DatabaseAddress file(String path, int maxConnections) {
    Path file;
    try {
      file = Path.of(path).toAbsolutePath().normalize();
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("drover.store.path must be a path: " + e.getMessage(), e);
    }
    if (file.toString().indexOf(';') >= 0) { // H2 would read options after it
      throw new IllegalArgumentException("drover.store.path must not contain `;`, given " + path);
    }
    return new DatabaseAddress(
        file + ".mv.db",
        // A commit is in the file when it returns: whatever kills the process, it stays. The file
        // is closed with the pool, not by a hook of H2's own, since requests are served until then.
        "jdbc:h2:file:"
            + file
            + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;LOCK_TIMEOUT=10000;TRACE_LEVEL_FILE=0",
        "org.h2.Driver",
        "drover",
        "",
        Map.of(),
        file,
        "blob",
        maxConnections);
  }

  /**
   * A PostgreSQL database.
   *
   * @param user or null
   * @param password or null
   */
  static DatabaseAddress server(String url, String user, String password, int maxConnections) {
    Matcher form = POSTGRESQL.matcher(url);
    if (!form.matches()) { // not shown: it may hold a password
      throw new IllegalArgumentException(
          "drover.store.url must be like jdbc:postgresql://host:5432/database, given another form");
    }
    return new DatabaseAddress(
        "PostgreSQL " + form.group(1),
        url,
        "org.postgresql.Driver",
        user,
        password,
        // A server that is gone must not hold requests for long.
        Map.of(
            "connectTimeout", "5",
            "socketTimeout", "30",
            "tcpKeepAlive", "true",
            "ApplicationName", "drover"),
        null,
        "bytea",
        maxConnections);
  }

  /** Whether several processes may use it at once. */
  boolean isShared() {
    return file == null;
  }

  /**
   * Makes the folder of the file if there is none.
   *
   * @throws IOException if that is not possible
   */
  void prepare() throws IOException {
    if (file != null) {
      Files.createDirectories(file.getParent());
    }
  }

  @Override
  public String toString() {
    return name; // no password
  }
}
