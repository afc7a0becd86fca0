package dev.drover.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** SmolLM2-135M in a pool: what loading and unloading leave behind, and two models at once. */
class LoadCyclesTest {
  private static final Path STATUS = Path.of("/proc/self/status");

  private static ServedModel model(String name) {
    return ServedModel.of(
        TestModel.file(), EngineConfig.builder(name).cells(2048).threads(1).build());
  }

  private static EnginePool pool(long budget) {
    return new EnginePool(
        List.of(model("a"), model("b")),
        new PoolConfig(Duration.ofMinutes(5), Duration.ZERO, Duration.ZERO, budget),
        ModelLoader.llama(TestModel.natives()));
  }

  private static String generate(EnginePool pool, String name, int tokens)
      throws InterruptedException {
    try (EngineLease lease = pool.lease(name)) {
      return lease
          .engine()
          .submit(
              GenerationRequest.builder()
                  .prompt("The capital of France is")
                  .temperature(0.0)
                  .maxNewTokens(tokens)
                  .build())
          .await()
          .choices()
          .getFirst()
          .text();
    }
  }

  /** In a process of its own whose heap does not grow, so that what grows is a leak. */
  @Test
  void fiftyCyclesLeaveNothingBehind() throws IOException, InterruptedException {
    assumeTrue(Files.exists(STATUS), "the system does not tell resident memory");
    ProcessBuilder builder =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Xms256m",
                "-Xmx256m",
                "-XX:+AlwaysPreTouch",
                "--enable-native-access=ALL-UNNAMED",
                "-Ddrover.home=" + System.getProperty("drover.home", ""),
                "-cp",
                System.getProperty("java.class.path"),
                LoadCyclesTest.class.getName())
            .redirectErrorStream(true);
    builder.environment().put("MALLOC_ARENA_MAX", "2"); // as the launcher does
    Process cycles = builder.start();
    String output = new String(cycles.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(cycles.waitFor()).as(output).isZero();
    assertThat(output).contains("threads: []");
    long growth = Long.parseLong(output.replaceAll("(?s).*growth: (-?\\d+).*", "$1"));
    assertThat(growth)
        .as("growth of resident memory from cycle 10 to 50")
        .isLessThan(Files.size(TestModel.file()) / 2);
  }

  /** Each request unloads the other model, so 50 requests are 50 cycles. */
  public static void main(String[] args) throws IOException, InterruptedException {
    long early = 0;
    long growth;
    try (EnginePool pool = pool(2 * Files.size(TestModel.file()) - 1)) {
      for (int cycle = 1; cycle <= 50; cycle++) {
        assertThat(generate(pool, cycle % 2 == 0 ? "a" : "b", 4)).contains("Paris");
        if (cycle == 10) {
          early = residentBytes();
        }
      }
      assertThat(pool.model("a").loads() + pool.model("b").loads()).isEqualTo(50);
      growth = residentBytes() - early;
    }
    Scripted.await(() -> threads().isEmpty());
    System.out.println("growth: " + growth);
    System.out.println("threads: " + threads());
  }

  @Test
  void estimatesWhatAModelTakes() throws IOException {
    long size = Files.size(TestModel.file());
    ModelLoader loader = ModelLoader.llama(null);
    ServedModel model = model("a");
    // 30 layers of 3 heads of 64, keys and values, two bytes each
    long cache = 2048L * 30 * 3 * 64 * 2 * 2;
    assertThat(loader.bytesNeeded(model)).isBetween(size * 9 / 10 + cache, size + cache);
  }

  @Test
  void twoModelsAnswerAtTheSameTime() throws Exception {
    try (EnginePool pool = pool(0);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<String> a = threads.submit(() -> generate(pool, "a", 24));
      Future<String> b = threads.submit(() -> generate(pool, "b", 24));
      assertThat(a.get()).contains("Paris").isEqualTo(b.get());
    }
  }

  private static long residentBytes() throws IOException {
    System.gc();
    return Files.readAllLines(STATUS).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
        .findFirst()
        .orElseThrow();
  }

  /** Platform threads by name; those of the system's own pools come and go. */
  private static Set<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("drover"))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
