package dev.drover.functions.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A PostgreSQL server of the tests' own, in a temporary folder and on a free port, which ends with
 * this process, however that ends.
 */
final class PostgresServer implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static PostgresServer shared;

  private final Path programs;
  private final Path folder;
  private final int port;
  private Process process;
  private int databases;

  private PostgresServer(Path programs) throws IOException, InterruptedException {
    this.programs = programs;
    this.folder = Files.createTempDirectory("drover-postgres");
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      this.port = free.getLocalPort();
    }
    if (isRoot()) {
      await(new ProcessBuilder("chown", "postgres", folder.toString()));
    }
    await(
        new ProcessBuilder(
            asServerUser(
                programs.resolve("initdb").toString(),
                "--pgdata=" + folder.resolve("data"),
                "--username=drover",
                "--auth=trust",
                "--encoding=UTF8",
                "--no-sync")));
    start();
  }

  /** The server that all tests share. Skips the test without PostgreSQL, unless it is required. */
  static synchronized PostgresServer shared() {
    if (shared == null) {
      shared = fresh();
      Runtime.getRuntime().addShutdownHook(new Thread(shared::close));
    }
    return shared;
  }

  /** A server of one's own. Skips the test without PostgreSQL, unless it is required. */
  static PostgresServer fresh() {
    Path programs = programs();
    assumeTrue(
        programs != null || System.getenv("DROVER_REQUIRE_POSTGRESQL") != null,
        "no PostgreSQL server here; Debian's package is called postgresql");
    assertThat(programs).as("folder of PostgreSQL's initdb and postgres").isNotNull();
    try {
      return new PostgresServer(programs);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Path programs() {
    List<Path> folders = new ArrayList<>();
    for (String folder : System.getenv("PATH").split(":")) {
      folders.add(Path.of(folder));
    }
    try (Stream<Path> versions = list(Path.of("/usr/lib/postgresql"))) {
      versions.sorted(Comparator.reverseOrder()).map(v -> v.resolve("bin")).forEach(folders::add);
    }
    return folders.stream()
        .filter(folder -> Files.isExecutable(folder.resolve("initdb")))
        .filter(folder -> Files.isExecutable(folder.resolve("postgres")))
        .findFirst()
        .orElse(null);
  }

  private static Stream<Path> list(Path folder) {
    try {
      return Files.isDirectory(folder) ? Files.list(folder) : Stream.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts it, or starts it again, and waits until it answers. */
  void start() {
    // The shell ends the server when its input ends: when this process is gone.
    String script = "\"$@\" >&2 & trap 'kill -INT $!' TERM; cat >/dev/null; kill -INT $!; wait $!";
    try {
      process =
          new ProcessBuilder(
                  asServerUser(
                      "sh",
                      "-c",
                      script,
                      "sh",
                      programs.resolve("postgres").toString(),
                      "-D",
                      folder.resolve("data").toString(),
                      "-p",
                      String.valueOf(port),
                      "-k",
                      folder.toString(),
                      "-c",
                      "listen_addresses=127.0.0.1",
                      "-c",
                      "fsync=off"))
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.appendTo(log().toFile()))
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    awaitAnswer();
  }

  private Path log() throws IOException {
    Path log = folder.resolveSibling(folder.getFileName() + ".log");
    if (!Files.exists(log)) {
      Files.createFile(log);
    }
    return log;
  }

  private void awaitAnswer() {
    Instant deadline = Instant.now().plus(PATIENCE);
    while (true) {
      try (Connection connection = DriverManager.getConnection(url("postgres"), "drover", "")) {
        assertThat(connection.isValid(10)).isTrue();
        return;
      } catch (SQLException e) {
        assertThat(process.isAlive()).as("PostgreSQL runs; see %s.log", folder).isTrue();
        assertThat(Instant.now()).as("PostgreSQL answers: %s", e).isBefore(deadline);
        pause();
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(50);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Ends it, its files stay. */
  void stop() {
    try {
      process.getOutputStream().close();
      assertThat(process.waitFor(PATIENCE)).as("PostgreSQL ends").isTrue();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A new, empty database. */
  synchronized DatabaseAddress database(int maxConnections) {
    String name = "test" + ++databases;
    try (Connection connection = DriverManager.getConnection(url("postgres"), "drover", "");
        Statement statement = connection.createStatement()) {
      statement.execute("create database " + name);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return DatabaseAddress.server(url(name), "drover", "", maxConnections);
  }

  private String url(String database) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
  }

  @Override
  public void close() {
    stop();
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
      Files.deleteIfExists(log());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  /** PostgreSQL refuses to run as root. */
  private static List<String> asServerUser(String... command) {
    List<String> whole = new ArrayList<>();
    if (isRoot()) {
      whole.addAll(List.of("runuser", "-u", "postgres", "--"));
    }
    whole.addAll(List.of(command));
    return whole;
  }

  private static void await(ProcessBuilder command) throws IOException, InterruptedException {
    Process process = command.redirectErrorStream(true).directory(new java.io.File("/")).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as("%s: %s", command.command(), output).isZero();
  }
}
