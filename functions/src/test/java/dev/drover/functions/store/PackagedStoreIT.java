package dev.drover.functions.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.functions.PackagedApplication;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged application has both databases in it, and its configuration chooses. */
class PackagedStoreIT {
  @TempDir Path scratch;

  @Test
  void opensAServersDatabaseFromTheStart() throws IOException, InterruptedException {
    DatabaseAddress address = PostgresServer.shared().database(4);
    try (PackagedApplication application =
        new PackagedApplication(
            scratch.resolve("output"),
            "drover.model=missing.gguf",
            "drover.store.url=" + address.url(),
            "drover.store.username=drover")) {
      HttpResponse<String> ready =
          application.await(
              application.request("/q/health/ready").build(),
              reply -> reply.body().contains("\"store\""));
      assertThat(ready.body().replaceAll("\\s", ""))
          .contains("\"name\":\"store\",\"status\":\"UP\"")
          .contains("\"state\":\"open\"");
      Database mine = new Database(address);
      StoredVector stored = new JdbcVectorStore(mine).create(VectorFixtures.named("v"));
      assertThat(stored.version()).isEqualTo(1);
      mine.close();
      application.terminate();
      assertThat(application.exitStatus()).isZero();
      assertThat(application.output()).doesNotContain("WARN");
    }
  }

  @Test
  void leavesAFileAloneThatNothingNeeds() throws IOException, InterruptedException {
    Path file = scratch.resolve("folder").resolve("store");
    try (PackagedApplication application =
        new PackagedApplication(
            scratch.resolve("output"), "drover.model=missing.gguf", "drover.store.path=" + file)) {
      HttpResponse<String> ready =
          application.await(
              application.request("/q/health/ready").build(),
              reply -> reply.body().contains("\"store\""));
      assertThat(ready.body()).contains("unopened", file + ".mv.db");
      assertThat(file.getParent()).doesNotExist();
    }
  }
}
