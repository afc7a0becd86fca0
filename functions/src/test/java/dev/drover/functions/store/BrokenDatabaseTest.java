package dev.drover.functions.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.functions.Fault;
import dev.drover.functions.Faults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database that cannot be used is told of in a sentence, and used again once it can be. */
class BrokenDatabaseTest {
  @TempDir Path folder;

  private DatabaseAddress file(String name) {
    return DatabaseAddress.file(folder.resolve(name).toString(), 2);
  }

  private static void assertUnavailable(Database database, String reason) {
    assertThatThrownBy(() -> new JdbcVectorStore(database).get("sv_x"))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessage("the store is unavailable: " + reason)
        .satisfies(failure -> {
          Fault fault = Faults.of(failure);
          assertThat(fault.kind()).isEqualTo(Fault.Kind.STORE_UNAVAILABLE);
          assertThat(fault.kind().status()).isEqualTo(503);
          assertThat(fault.retryAfter()).isPositive();
        });
    HealthCheckResponse health = new StoreHealth(database).call();
    assertThat(health.getStatus()).isEqualTo(Status.DOWN);
    assertThat(health.getData().orElseThrow().get("reason").toString()).endsWith(reason);
  }

  private static void assertUp(Database database, String state) {
    HealthCheckResponse health = new StoreHealth(database).call();
    assertThat(health.getStatus()).isEqualTo(Status.UP);
    assertThat(health.getData().orElseThrow()).containsEntry("state", state);
  }

  @Test
  void aFileThatIsNotNeededIsNotOpened() {
    Database database = new Database(file("unused"));
    database.start(null);
    assertUp(database, "unopened");
    assertThat(folder.resolve("unused.mv.db")).doesNotExist();
    assertThat(new JdbcVectorStore(database).get("sv_x")).isEmpty();
    assertUp(database, "open");
    assertThat(folder.resolve("unused.mv.db")).exists();
    database.close();
    assertUnavailable(database, "the service is shutting down");
  }

  @Test
  void aFileThatIsNoDatabase() throws IOException {
    Files.writeString(folder.resolve("text.mv.db"), "no database".repeat(10_000));
    assertUnavailable(new Database(file("text")), "the database failed (SQLSTATE 90030)");
  }

  @Test
  void aFolderThatCannotBeMade() throws IOException {
    Files.writeString(folder.resolve("file"), "");
    assertUnavailable(new Database(file("file/store")), "its folder cannot be made");
  }

  @Test
  void aFileThatAnotherProcessUses() throws IOException, InterruptedException {
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                VectorWriter.class.getName(),
                folder.resolve("used").toString(),
                "0")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      assertThat(other.inputReader().readLine()).startsWith("0 ");
      assertUnavailable(new Database(file("used")), "another process uses its file");
    } finally {
      other.destroyForcibly().waitFor();
    }
    Database mine = new Database(file("used"));
    assertUp(mine, "unopened");
    assertThat(new JdbcVectorStore(mine).list(VectorFilter.ALL, 10, null).items()).isNotEmpty();
    mine.close();
  }

  @Test
  void aServerThatGoesAndComesBack() {
    try (PostgresServer server = PostgresServer.fresh()) {
      DatabaseAddress address = server.database(2);
      Database early = new Database(address);
      VectorStore store = new JdbcVectorStore(early);
      StoredVector stored = store.create(VectorFixtures.named("v"));
      assertUp(early, "open");
      server.stop();
      assertUnavailable(early, "the database cannot be reached");
      Database late = new Database(address);
      assertUnavailable(late, "the database cannot be reached");
      server.start();
      assertThat(store.get(stored.id())).contains(stored);
      assertUp(early, "open");
      early.close();
      late.close();
    }
  }

  @Test
  void aServerWithoutTheDatabase() {
    DatabaseAddress there = PostgresServer.shared().database(2);
    DatabaseAddress missing =
        DatabaseAddress.server(there.url().replaceFirst("/test\\d+$", "/missing"), "drover", "", 2);
    assertUnavailable(new Database(missing), "there is no such database");
  }

  @Test
  void badConfigurationIsRefusedAtTheStart() {
    refuses(config("a;b", null, 8), "drover.store.path must not contain `;`, given a;b");
    refuses(
        config("a", null, 0), "drover.store.max-connections must be between 1 and 1000, given 0");
    refuses(
        config("a", "jdbc:mysql://host/secret", 8),
        "drover.store.url must be like jdbc:postgresql://host:5432/database, given another form");
    DatabaseAddress server =
        DatabaseAddress.of(config("a", "jdbc:postgresql://h:1/d?password=secret", 8));
    assertThat(server).hasToString("PostgreSQL //h:1/d");
    assertThat(DatabaseAddress.of(config("a", null, 8)).isShared()).isFalse();
  }

  private static void refuses(StoreConfig config, String message) {
    assertThatThrownBy(() -> new Database(config))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  private static StoreConfig config(String path, String url, int connections) {
    return new StoreConfig() {
      @Override
      public String path() {
        return path;
      }

      @Override
      public Optional<String> url() {
        return Optional.ofNullable(url);
      }

      @Override
      public Optional<String> username() {
        return Optional.empty();
      }

      @Override
      public Optional<String> password() {
        return Optional.empty();
      }

      @Override
      public int maxConnections() {
        return connections;
      }
    };
  }
}
