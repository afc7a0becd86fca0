package dev.drover.functions.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was stored in the embedded file survives SIGKILL of the process that is writing to it. */
class KilledWriterTest {
  private static final int ROUNDS = 4;

  @TempDir Path folder;

  @Test
  void everyVectorThatWasStoredIsWhole() throws IOException, InterruptedException {
    Map<String, Long> told = new HashMap<>();
    long next = 0;
    for (int round = 0; round < ROUNDS; round++) {
      // Killed at another point each time, and in the middle of the next vector.
      next = write(next, 5 + 7 * round, told);
      Database database = new Database(DatabaseAddress.file(file(), 2));
      try {
        VectorStore store = new JdbcVectorStore(database);
        told.forEach((id, number) ->
            assertThat(store.get(id))
                .as("vector %d", number)
                .hasValueSatisfying(vector -> assertWhole(vector, number)));
        // At most one a round was stored and not told; it is whole as well.
        List<VectorSummary> all = store.list(VectorFilter.ALL, 1000, null).items();
        assertThat(all).hasSizeBetween(told.size(), told.size() + round + 1);
        for (VectorSummary stored : all) {
          long number = Long.parseLong(stored.name().substring(1));
          assertWhole(store.get(stored.id()).orElseThrow(), number);
        }
      } finally {
        database.close();
      }
    }
  }

  private String file() {
    return folder.resolve("store").toString();
  }

  private static void assertWhole(StoredVector stored, long number) {
    NewVector expected = VectorWriter.vector(number);
    assertThat(stored.name()).isEqualTo("v" + number);
    assertThat(stored.vector()).isEqualTo(expected.vector());
    assertThat(stored.summary()).isEqualTo(expected.summary());
  }

  /** Lets a process write so many vectors and kills it; returns the next number. */
  private long write(long from, int count, Map<String, Long> told)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                VectorWriter.class.getName(),
                file(),
                String.valueOf(from))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader lines = process.inputReader()) {
      String line = null;
      for (int i = 0; i < count; i++) {
        line = tell(lines.readLine(), told);
      }
      process.toHandle().destroyForcibly(); // what it told before can be read still
      for (String late = lines.readLine(); late != null; late = lines.readLine()) {
        line = tell(late, told);
      }
      return Long.parseLong(line.split(" ")[0]) + 1;
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private static String tell(String line, Map<String, Long> told) {
    assertThat(line).as("a line of the writer").matches("\\d+ sv_\\w{12}");
    told.put(line.split(" ")[1], Long.parseLong(line.split(" ")[0]));
    return line;
  }
}
