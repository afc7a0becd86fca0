package dev.drover.functions.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two replicas, each with its own connections, on one PostgreSQL database that is empty. */
class ReplicasTest {
  private static final int ROUNDS = 10;

  private final List<Database> replicas = new ArrayList<>();

  @BeforeEach
  void connect() {
    DatabaseAddress address = PostgresServer.shared().database(4);
    replicas.add(new Database(address));
    replicas.add(new Database(address));
  }

  @AfterEach
  void disconnect() {
    replicas.forEach(Database::close);
  }

  private VectorStore vectors(int replica) {
    return new JdbcVectorStore(replicas.get(replica));
  }

  @Test
  void seeEachOthersVectorsAtOnce() {
    for (int i = 0; i < ROUNDS; i++) {
      VectorStore here = vectors(i % 2);
      VectorStore there = vectors((i + 1) % 2);
      StoredVector created = here.create(VectorFixtures.named("v" + i));
      assertThat(there.get(created.id())).contains(created);
      assertThat(there.list(VectorFilter.ALL, 1, null).items())
          .extracting(VectorSummary::id)
          .containsExactly(created.id());
      there.relabel(created.id(), 1, new VectorLabels("changed", null, null));
      assertThat(here.get(created.id()).orElseThrow().name()).isEqualTo("changed");
      there.delete(created.id());
      assertThat(here.get(created.id())).isEmpty();
    }
  }

  @Test
  void endWithOnePresetWhenBothTrainIt() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      String key = "preset" + round;
      List<StoredVector> kept =
          atOnce(
              () -> vectors(0).keepPreset(VectorFixtures.preset(key, 1)),
              () -> vectors(1).keepPreset(VectorFixtures.preset(key, 2)),
              () -> vectors(0).keepPreset(VectorFixtures.preset(key, 3)),
              () -> vectors(1).keepPreset(VectorFixtures.preset(key, 4)));
      assertThat(kept).containsOnly(kept.getFirst());
    }
    assertThat(vectors(0).list(VectorFilter.ALL, 1000, null).items()).hasSize(ROUNDS);
  }

  @Test
  void neverTakeTheSameJob() throws Exception {
    List<JobStore> jobs = replicas.stream().<JobStore>map(JdbcJobStore::new).toList();
    for (int i = 0; i < 4 * ROUNDS; i++) {
      jobs.getFirst().create("a", "{}");
    }
    List<Callable<List<String>>> takers =
        IntStream.range(0, 4)
            .<Callable<List<String>>>mapToObj(taker ->
                () -> {
                  List<String> taken = new ArrayList<>();
                  jobs.get(taker % 2)
                      .take("a", "owner" + taker, Duration.ofMinutes(10))
                      .ifPresent(job -> taken.add(job.id()));
                  return taken;
                })
            .toList();
    List<String> taken = new ArrayList<>();
    for (int i = 0; i < ROUNDS; i++) {
      atOnce(takers).forEach(taken::addAll);
    }
    assertThat(taken).hasSize(4 * ROUNDS).doesNotHaveDuplicates();
  }

  @Test
  void oneOfTwoChangesWins() throws Exception {
    StoredVector created = vectors(0).create(VectorFixtures.named("v"));
    List<String> outcomes =
        atOnce(() -> relabel(0, created.id(), "a"), () -> relabel(1, created.id(), "b"));
    assertThat(outcomes).containsOnlyOnce("conflict");
    assertThat(outcomes).contains(vectors(0).get(created.id()).orElseThrow().name());
  }

  private String relabel(int replica, String id, String name) {
    try {
      return vectors(replica).relabel(id, 1, new VectorLabels(name, null, null)).name();
    } catch (VersionConflictException e) {
      return "conflict";
    }
  }

  @SafeVarargs
  private static <T> List<T> atOnce(Callable<T>... actions) throws Exception {
    return atOnce(List.of(actions));
  }

  private static <T> List<T> atOnce(List<Callable<T>> actions)
      throws InterruptedException, ExecutionException {
    CyclicBarrier start = new CyclicBarrier(actions.size());
    try (ExecutorService threads = Executors.newFixedThreadPool(actions.size())) {
      List<Future<T>> outcomes =
          actions.stream()
              .map(action ->
                  threads.submit(() -> {
                    start.await();
                    return action.call();
                  }))
              .toList();
      List<T> results = new ArrayList<>();
      for (Future<T> outcome : outcomes) {
        results.add(outcome.get());
      }
      return results;
    }
  }
}
