package dev.drover.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.engine.EngineUnavailableException.Reason;
import dev.drover.engine.ModelStatus.State;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Names, loading, leases, unloading, budget and end of a pool of scripted models. */
@Timeout(60)
class EnginePoolTest {
  private static final Duration LONG = Duration.ofMinutes(5);

  private final ScriptedLoader loader = new ScriptedLoader();
  private EnginePool pool;

  @AfterEach
  void leavesNothingBehind() throws InterruptedException {
    if (pool != null) {
      pool.close();
      pool.close();
      assertThat(loader.loaded()).isZero();
      // A thread that has loaded may be about to end.
      Scripted.await(() ->
          Thread.getAllStackTraces().keySet().stream()
              .noneMatch(thread -> thread.getName().startsWith("drover-")));
    }
  }

  private static ServedModel model(String name, boolean pinned, String... aliases) {
    EngineConfig engine =
        EngineConfig.builder(name)
            .contextLength(200)
            .cells(400)
            .maxSequences(4)
            .eventBuffer(8)
            .build();
    return new ServedModel(Path.of(name + ".gguf"), engine, Set.of(aliases), pinned);
  }

  private void open(PoolConfig config, ServedModel... models) {
    pool = new EnginePool(List.of(models), config, loader);
  }

  private static PoolConfig patient(long budget) {
    return new PoolConfig(LONG, LONG, Duration.ZERO, budget);
  }

  private State state(String name) {
    return pool.model(name).state();
  }

  private void use(String name) {
    pool.lease(name).close();
  }

  private static void await(BooleanSupplier holds) {
    while (!holds.getAsBoolean()) {
      Thread.onSpinWait();
    }
  }

  private static GenerationResult generate(Engine engine) throws InterruptedException {
    return engine
        .submit(GenerationRequest.builder().prompt("a").maxNewTokens(20).temperature(0.0).build())
        .await();
  }

  private void assertRefused(String name, Reason reason, String message) {
    assertThatThrownBy(() -> pool.lease(name))
        .isInstanceOfSatisfying(
            EngineUnavailableException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(reason);
              assertThat(e.retryAfter()).isPositive();
            })
        .hasMessageContaining(message);
  }

  @Test
  void startsWithTheDefaultAndThePinnedModels() {
    open(patient(0), model("a", false), model("b", true), model("c", false));
    assertThat(loader.tried).isEmpty();
    pool.start();
    await(() -> state("a") == State.READY && state("b") == State.READY);
    assertThat(state("c")).isEqualTo(State.UNLOADED);
    assertThat(pool.models())
        .extracting(ModelStatus::isDefault)
        .containsExactly(true, false, false);
  }

  @Test
  void resolvesNamesAndAliases() {
    open(patient(0), model("a", false, "first"), model("b", false, "second", "other"));
    for (String name : new String[] {null, "", "default", "a", "first"}) {
      try (EngineLease lease = pool.lease(name)) {
        assertThat(lease.engine().model().name()).isEqualTo("a");
      }
    }
    assertThat(loader.tried).containsExactly("a");
    for (String name : new String[] {"b", "second", "other"}) {
      assertThat(pool.model(name).model().name()).isEqualTo("b");
    }
    assertThat(loader.tried).containsExactly("a");
    assertThatThrownBy(() -> pool.lease("c"))
        .isInstanceOf(UnknownModelException.class)
        .hasMessage("`model` must be `default` or `a` or `b`, given `c`");
  }

  @Test
  void refusesNamesThatAreNotUnique() {
    for (ServedModel other :
        List.of(
            model("a", false),
            model("b", false, "a"),
            model("default", false),
            model("b", false, "default"),
            model("b", false, " "))) {
      assertThatThrownBy(
              () -> new EnginePool(List.of(model("a", false), other), PoolConfig.DEFAULTS, loader))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("must be its own, given `");
    }
    pool = new EnginePool(List.of(model("default", false)), PoolConfig.DEFAULTS, loader);
    use("default");
  }

  @Test
  void oneLoadingServesAllThatWaitForIt() throws Exception {
    loader.gate = new Semaphore(0);
    open(patient(0), model("a", false));
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<GenerationResult>> results = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        results.add(
            threads.submit(() -> {
              try (EngineLease lease = pool.lease("a")) {
                return generate(lease.engine());
              }
            }));
      }
      await(() -> state("a") == State.LOADING);
      loader.gate.release();
      for (Future<GenerationResult> result : results) {
        assertThat(result.get().choices().getFirst().tokens()).hasSize(20);
      }
    }
    assertThat(loader.tried).containsExactly("a");
    assertThat(pool.model("a").loads()).isEqualTo(1);
  }

  @Test
  void doesNotWaitLongerThanConfiguredAndLoadsOn() {
    loader.gate = new Semaphore(0);
    open(new PoolConfig(Duration.ofMillis(1), LONG, Duration.ZERO, 0), model("a", false));
    assertRefused("a", Reason.LOADING, "the model a is being loaded");
    loader.gate.release();
    await(() -> state("a") == State.READY);
    use("a");
    assertThat(loader.tried).containsExactly("a");
  }

  @Test
  void aModelThatFailsSaysWhyAndHarmsNoOther() throws InterruptedException {
    loader.broken.add("b");
    open(patient(0), model("a", false), model("b", true));
    pool.start();
    await(() -> state("b") == State.FAILED);
    assertRefused("b", Reason.FAILED, "the model b could not be loaded: its file is scripted");
    assertRefused("b", Reason.FAILED, "scripted");
    assertThat(loader.tried).containsOnlyOnce("b");
    assertThat(pool.model("b").reason()).isEqualTo("its file is scripted to be broken");
    assertThat(pool.model("b").isUp()).isFalse();
    try (EngineLease lease = pool.lease("a")) {
      generate(lease.engine());
    }
  }

  @Test
  void triesAFailedModelAgainAfterAWhile() {
    loader.broken.add("a");
    open(new PoolConfig(LONG, Duration.ZERO, Duration.ZERO, 0), model("a", false));
    assertRefused("a", Reason.FAILED, "could not be loaded");
    assertRefused("a", Reason.FAILED, "could not be loaded");
    assertThat(loader.tried).containsExactly("a", "a");
    loader.broken.clear();
    use("a");
    assertThat(state("a")).isEqualTo(State.READY);
  }

  @Test
  void unloadsIdleModelsAndLoadsThemAgain() {
    open(
        new PoolConfig(LONG, LONG, Duration.ofMillis(1), 0),
        model("a", false),
        model("b", true),
        model("c", false));
    try (EngineLease busy = pool.lease("c")) {
      pool.start();
      await(() -> pool.model("a").unloads() == 1 && state("a") == State.UNLOADED);
      assertThat(pool.model("a").isUp()).isTrue();
      assertThat(pool.model("a").info().name()).isEqualTo("a");
      use("a");
      await(() -> pool.model("a").unloads() == 2);
      assertThat(pool.model("a").loads()).isEqualTo(2);
      assertThat(state("b")).as("pinned").isEqualTo(State.READY);
      assertThat(state("c")).as("in use").isEqualTo(State.READY);
    }
    await(() -> state("c") == State.UNLOADED);
  }

  @Test
  void makesRoomByUnloadingWhatWasUsedLongestAgo() {
    loader.bytes.put("big", 2L);
    open(patient(3), model("a", false), model("b", false), model("c", false), model("big", false));
    use("a");
    use("b");
    use("c");
    use("a");
    use("big");
    assertThat(state("b")).isEqualTo(State.UNLOADED);
    assertThat(state("c")).isEqualTo(State.UNLOADED);
    assertThat(state("a")).isEqualTo(State.READY);
    assertThat(loader.loaded()).isEqualTo(2);
  }

  @Test
  void aModelInUseIsNotUnloadedForAnother() throws Exception {
    open(patient(1), model("a", false), model("b", false));
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      EngineLease busy = pool.lease("a");
      Future<?> other = threads.submit(() -> use("b"));
      await(() -> pool.model("b").reason() != null);
      assertThat(pool.model("b").reason())
          .contains("needs 1 MiB", "memory budget of 1 MiB", "0 MiB are free");
      generate(busy.engine());
      busy.close();
      busy.close();
      other.get();
    }
    assertThat(state("a")).isEqualTo(State.UNLOADED);
    assertThat(state("b")).isEqualTo(State.READY);
  }

  @Test
  void givesUpLoadingWhenNobodyWaitsForRoom() {
    open(
        new PoolConfig(Duration.ofMillis(1), LONG, Duration.ZERO, 1),
        model("a", false),
        model("b", false));
    EngineLease busy = null;
    while (busy == null) {
      try {
        busy = pool.lease("a");
      } catch (EngineUnavailableException stillLoading) {
        assertThat(stillLoading.reason()).isEqualTo(Reason.LOADING);
      }
    }
    try (EngineLease lease = busy) {
      assertRefused("b", Reason.LOADING, "the model b ");
      await(() -> state("b") == State.UNLOADED);
      assertThat(lease.engine().model().name()).isEqualTo("a");
    }
    assertThat(loader.tried).containsExactly("a");
  }

  @Test
  void refusesWhatCanNeverFit() {
    long mebibyte = 1 << 20;
    loader.bytes.put("a", mebibyte);
    loader.bytes.put("b", 2 * mebibyte);
    open(patient(2 * mebibyte), model("a", true), model("b", false));
    use("a");
    assertRefused(
        "b",
        Reason.FAILED,
        "needs 2 MiB, but the memory budget is 2 MiB, of which pinned models hold 1 MiB");
    assertThat(loader.tried).containsExactly("a");
    assertThat(state("a")).isEqualTo(State.READY);
  }

  @Test
  void drainsBeforeItCloses() throws Exception {
    open(patient(0), model("a", false), model("b", false));
    EngineLease lease = pool.lease("a");
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> drained = threads.submit(() -> pool.drain(LONG));
      await(() -> state("a") == State.CLOSED);
      for (String name : new String[] {"a", "b"}) {
        assertRefused(name, Reason.CLOSED, "is shutting down");
      }
      GenerationResult whole = generate(lease.engine());
      assertThat(whole.choices().getFirst().finish().reason())
          .isEqualTo(FinishReason.MAX_NEW_TOKENS);
      assertThat(drained.isDone()).isFalse();
      lease.close();
      drained.get();
    }
  }

  @Test
  void cancelsWhatOutlivesTheDrain() throws InterruptedException {
    open(patient(0), model("a", false));
    try (EngineLease lease = pool.lease("a")) {
      // Nobody reads it, so that it pauses and does not end by itself.
      Generation endless =
          lease.engine().submit(GenerationRequest.builder().prompt("a").temperature(0.0).build());
      pool.drain(Duration.ZERO);
      assertThat(endless.await().choices())
          .extracting(choice -> choice.finish().reason())
          .containsExactly(FinishReason.CANCELLED);
    }
  }

  @Test
  void waitsForLoadingWhenItIsClosed() throws Exception {
    loader.gate = new Semaphore(0);
    open(patient(0), model("a", false));
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> request = threads.submit(() -> assertRefused("a", Reason.CLOSED, "shutting down"));
      await(() -> !loader.tried.isEmpty());
      Future<?> closed = threads.submit(pool::close);
      request.get();
      assertThat(closed.isDone()).isFalse();
      loader.gate.release();
      closed.get();
    }
    assertThat(loader.runners).hasSize(1).allMatch(runner -> runner.closed);
  }

  @Test
  void manyRequestsToMoreModelsThanFit() throws Exception {
    open(
        new PoolConfig(LONG, LONG, Duration.ofMillis(1), 2),
        model("a", false),
        model("b", false),
        model("c", false),
        model("d", false));
    pool.start();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> clients = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        Random random = new Random(i);
        clients.add(
            threads.submit(() -> {
              for (int request = 0; request < 40; request++) {
                String name = String.valueOf((char) ('a' + random.nextInt(4)));
                try (EngineLease lease = pool.lease(name)) {
                  assertThat(lease.engine().model().name()).isEqualTo(name);
                  assertThat(loader.loaded()).isLessThanOrEqualTo(2);
                  assertThat(generate(lease.engine()).choices().getFirst().tokens()).hasSize(20);
                }
              }
              return null;
            }));
      }
      for (Future<?> client : clients) {
        client.get();
      }
    }
  }
}
