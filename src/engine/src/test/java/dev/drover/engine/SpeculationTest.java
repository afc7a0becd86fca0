package dev.drover.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Guessed tokens change how many steps a text takes, never the text. */
class SpeculationTest {
  /** The scripted model counts up from it, so its own beginning is what comes next. */
  private static final String COPIED = "abcdefghijklmnopqrstuvwxyz abcd";

  private static UnaryOperator<GenerationRequest.Builder> speculative(double temperature) {
    return b -> b.method("ssd").temperature(temperature).seed(7L);
  }

  @Test
  void whatIsGuessedRightTakesFewerStepsAndIsTheSameText() throws InterruptedException {
    try (Scripted scripted = new Scripted(b -> b)) {
      scripted.runner.decodeMillis = 2; // whatever its rows, so that guesses pay
      String text = scripted.submit(COPIED, 20, speculative(0)).await().choices().getFirst().text();

      assertThat(text).isEqualTo("efghijklmnopqrstuvwx");
      assertThat(scripted.runner.batches.size()).isLessThan(16);
      assertThat(scripted.engine.statistics().acceptedTokens()).isGreaterThan(4);
    }
  }

  @Test
  void whatIsGuessedWrongChangesNothing() throws InterruptedException {
    // After "cde" the prompt has "X" each time, where the model says "f".
    try (Scripted scripted = new Scripted(b -> b)) {
      GenerationResult result = scripted.submit("cdeX cdeX cdeX cd", 12, speculative(0)).await();

      assertThat(result.choices().getFirst().text()).isEqualTo("efghijklmnop");
      assertThat(scripted.engine.statistics().draftedTokens()).isPositive();
      assertThat(scripted.engine.statistics().acceptedTokens())
          .isLessThan(scripted.engine.statistics().draftedTokens());
    }
  }

  @Test
  void aDrawnTextIsTheSameWithGuessesAndWithout() throws InterruptedException {
    try (Scripted scripted = new Scripted(b -> b)) {
      for (long seed = 0; seed < 20; seed++) {
        long own = seed;
        GenerationResult plain =
            scripted.submit(COPIED, 30, b -> b.temperature(3.0).seed(own)).await();
        GenerationResult guessed =
            scripted.submit(COPIED, 30, b -> speculative(3).apply(b).seed(own)).await();

        assertThat(guessed.choices().getFirst().tokens())
            .isEqualTo(plain.choices().getFirst().tokens());
      }
      assertThat(scripted.engine.statistics().acceptedTokens()).isPositive();
    }
  }

  @Test
  void severalAtOnceEachKeepTheirText() throws InterruptedException {
    try (Scripted scripted = new Scripted(b -> b)) {
      List<Generation> all = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        String prompt = i + COPIED.substring(0, 26) + i + COPIED.substring(0, 3 + i);
        all.add(scripted.submit(prompt, 12, i % 2 == 0 ? speculative(0) : b -> b));
      }
      for (int i = 0; i < 8; i++) {
        assertThat(all.get(i).await().choices().getFirst().text())
            .isEqualTo(Scripted.counted(COPIED.substring(0, 3 + i), 12));
      }
    }
  }

  @Test
  void limitsHoldWhereGuessesWouldPassThem() throws InterruptedException {
    try (Scripted scripted = new Scripted(b -> b.contextLength(40))) {
      GenerationResult full = scripted.submit(COPIED, 100, speculative(0)).await();
      GenerationResult stopped =
          scripted.submit(COPIED, 20, b -> speculative(0).apply(b).stop(List.of("hi"))).await();
      GenerationResult several =
          scripted.submit(COPIED, 8, b -> speculative(0).apply(b).n(3)).await();

      assertThat(full.choices().getFirst().finish().reason()).isEqualTo(FinishReason.CONTEXT_FULL);
      assertThat(full.choices().getFirst().text()).isEqualTo("efghijklm");
      assertThat(stopped.choices().getFirst().text()).isEqualTo("efg");
      assertThat(several.choices()).extracting(c -> c.text()).containsOnly("efghijkl");
    }
  }

  @Test
  void anotherModelGuesses() throws InterruptedException {
    ScriptedLoader loader = new ScriptedLoader();
    loader.decodeMillis.put("target", 3); // so that guesses pay
    try (EnginePool pool = pool(loader, "target", "draft")) {
      pool.start();
      try (EngineLease lease = pool.lease("target")) {
        GenerationResult result =
            lease
                .engine()
                .submit(
                    GenerationRequest.builder()
                        .prompt("a")
                        .maxNewTokens(20)
                        .temperature(0.0)
                        .draftModel("draft")
                        .build())
                .await();

        assertThat(result.choices().getFirst().text()).isEqualTo(Scripted.counted("a", 20));
        assertThat(lease.engine().statistics().acceptedTokens()).isPositive();
        assertThatThrownBy(() ->
                lease
                    .engine()
                    .submit(GenerationRequest.builder().prompt("a").draftModel("nobody").build()))
            .isInstanceOf(InvalidRequestException.class)
            .hasMessageContaining("draft_model")
            .hasMessageContaining("nobody");
      }
    }
    assertThat(loader.loaded()).isZero();
  }

  @Test
  void aModelGuessesForALateSequenceThoughAnotherHasLeft() throws InterruptedException {
    ScriptedLoader loader = new ScriptedLoader();
    loader.decodeMillis.put("target", 3); // so that guesses pay
    try (EnginePool pool = pool(loader, "target", "draft")) {
      pool.start();
      try (EngineLease lease = pool.lease("target")) {
        // Its prompt takes some batches, while the other comes and goes.
        Generation late =
            lease
                .engine()
                .submit(
                    GenerationRequest.builder()
                        .prompt("x".repeat(200) + "a")
                        .maxNewTokens(20)
                        .temperature(0.0)
                        .draftModel("draft")
                        .build());
        lease
            .engine()
            .submit(GenerationRequest.builder().prompt("b").maxNewTokens(2).method("ssd").build())
            .await();

        assertThat(late.await().choices().getFirst().text()).isEqualTo(Scripted.counted("a", 20));
        assertThat(lease.engine().statistics().acceptedTokens()).isPositive();
      }
    }
  }

  private static EnginePool pool(ScriptedLoader loader, String... names) {
    List<ServedModel> models = new ArrayList<>();
    for (String name : names) {
      EngineConfig config =
          EngineConfig.builder(name)
              .contextLength(300)
              .cells(1200)
              .maxSequences(4)
              .batchSize(16)
              .build();
      models.add(ServedModel.of(Path.of(name), config));
    }
    return new EnginePool(models, PoolConfig.DEFAULTS, loader);
  }
}
