package dev.drover.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drover.engine.steering.SteeringSource;
import dev.drover.engine.steering.SteeringTerm;
import dev.drover.engine.steering.SteeringVector;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** An engine over a scripted model that counts up from a prompt's last character. */
final class Scripted implements AutoCloseable {
  final ScriptedRunner runner;
  final Engine engine;

  /** 300 tokens of context, 1200 cells, 4 sequences and 8 cached ones, batches of 64. */
  Scripted(UnaryOperator<EngineConfig.Builder> changes) {
    this(changes, EngineObserver.NONE);
  }

  Scripted(UnaryOperator<EngineConfig.Builder> changes, EngineObserver observer) {
    this(changes, observer, runner -> {});
  }

  Scripted(
      UnaryOperator<EngineConfig.Builder> changes,
      EngineObserver observer,
      Consumer<ScriptedRunner> kind) {
    EngineConfig.Builder builder =
        EngineConfig.builder("scripted")
            .contextLength(300)
            .cells(1200)
            .maxSequences(4)
            .cachedSequences(8)
            .batchSize(64)
            .maxWaiting(64)
            .eventBuffer(8)
            .adapters(Map.of("terse", Path.of("terse.gguf"), "formal", Path.of("formal.gguf")));
    EngineConfig config = changes.apply(builder).build();
    runner = ScriptedRunner.counting(config);
    kind.accept(runner);
    engine = new Engine(runner, config, observer, Scripted::resolve);
  }

  /** A library that knows the vector {@code known}. */
  private static List<SteeringTerm> resolve(SteeringTerm term, Engine engine) {
    if (!term.source().equals(new SteeringSource.Stored("known"))) {
      throw new UnknownVectorException(term.source());
    }
    return List.of(term.withSource(new SteeringSource.Inline(vector(1))));
  }

  /** A vector for the scripted model, which is one number wide and has one layer. */
  static SteeringVector vector(float value) {
    return SteeringVector.of(Map.of(1, new float[] {value}));
  }

  Semaphore gate() {
    return runner.gate();
  }

  Generation submit(String prompt, int tokens, UnaryOperator<GenerationRequest.Builder> changes) {
    GenerationRequest.Builder builder =
        GenerationRequest.builder().prompt(prompt).maxNewTokens(tokens).temperature(0.0);
    return engine.submit(changes.apply(builder).build());
  }

  Generation submit(String prompt, int tokens) {
    return submit(prompt, tokens, b -> b);
  }

  GenerationResult run(String prompt, int tokens) throws InterruptedException {
    return submit(prompt, tokens).await();
  }

  String text(String prompt, int tokens) throws InterruptedException {
    return run(prompt, tokens).choices().getFirst().text();
  }

  /** Tokens decoded so far, of prompts and generated ones. */
  int decoded() {
    return runner.batches.stream().mapToInt(List::size).sum();
  }

  /** What the model says to a prompt. */
  static String counted(String prompt, int tokens) {
    StringBuilder text = new StringBuilder();
    for (char c = prompt.charAt(prompt.length() - 1); text.length() < tokens; ) {
      text.append(++c);
    }
    return text.toString();
  }

  static void await(BooleanSupplier condition) throws InterruptedException {
    for (int i = 0; i < 2_000 && !condition.getAsBoolean(); i++) {
      Thread.sleep(5);
    }
    assertThat(condition.getAsBoolean()).isTrue();
  }

  /** Ends the engine, whose books must agree with the memory. */
  @Override
  public void close() {
    engine.close();
    assertThat(engine.statistics().integrityFailures()).isZero();
    assertThat(engine.statistics().cells()).isZero();
    assertThat(engine.statistics().running()).isZero();
  }
}
