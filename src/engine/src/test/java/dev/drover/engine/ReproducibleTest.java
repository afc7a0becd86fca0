package dev.drover.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Reproducible requests over a K-quant model, whose logits move with the shape of a batch. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReproducibleTest {
  private static final String LONG =
      "In the spring of that year the harbour town was full of sailors, and every evening the"
          + " lamps along the quay were lit one by one while the old keeper told his stories. He"
          + " spoke of storms and of islands that no map shows, of birds that follow a ship for"
          + " a thousand miles, and of the long silence after the wind has died. ";

  @TempDir static Path folder;
  private Engine engine;
  private String fingerprint;

  @BeforeAll
  void load() {
    EngineConfig config = EngineConfig.builder("q4km").threads(1).cells(4096).build();
    try (Engine original = TestModel.load(config)) {
      fingerprint = original.model().fingerprint();
    }
    Path model = Quantised.q4km(TestModel.natives(), TestModel.file(), folder.resolve("q4km.gguf"));
    engine = Engine.load(model, TestModel.natives(), config);
  }

  @AfterAll
  void close() {
    if (engine != null) {
      engine.close();
      assertThat(engine.statistics().integrityFailures()).isZero();
    }
  }

  private Generation submit(String prompt, double temperature, boolean reproducible) {
    return engine.submit(
        GenerationRequest.builder()
            .prompt(prompt)
            .temperature(temperature)
            .seed(42L)
            .maxNewTokens(32)
            .topLogprobs(0)
            .reproducible(reproducible)
            .build());
  }

  /** The tokens and, to the bit, their log-probabilities. */
  private static List<Object> bytes(Generation generation) throws InterruptedException {
    GenerationResult.Choice choice = generation.await().choices().getFirst();
    assertThat(choice.finish().message()).isNull();
    List<Object> bytes = new ArrayList<>(choice.tokens());
    choice.logprobs().forEach(p -> bytes.add(p.sampled().logprob()));
    return bytes;
  }

  @Test
  void aQuantisationIsTheSameModelToSteeringVectors() {
    assertThat(engine.model().fingerprint()).isEqualTo(fingerprint).hasSize(32);
  }

  @Test
  void theSameBytesAloneUnderLoadAndWithAReusedPrefix() throws InterruptedException {
    for (double temperature : new double[] {0, 0.9}) {
      List<Object> alone = bytes(submit(LONG + "One morning", temperature, true));

      List<Generation> neighbours = new ArrayList<>();
      for (int i = 0; i < 15; i++) {
        neighbours.add(submit("Chapter " + i + ". " + LONG.substring(i), 0.9, false));
      }
      List<Object> underLoad = bytes(submit(LONG + "One morning", temperature, true));
      for (Generation neighbour : neighbours) {
        neighbour.await();
      }
      assertThat(underLoad).as("among neighbours").isEqualTo(alone);

      bytes(submit(LONG + "Then, at last,", temperature, true));
      assertThat(bytes(submit(LONG + "One morning", temperature, true)))
          .as("with a reused prefix")
          .isEqualTo(alone);

      bytes(submit("Quite another beginning. " + LONG, temperature, true));
      assertThat(bytes(submit(LONG + "One morning", temperature, true)))
          .as("after its memory was given to another")
          .isEqualTo(alone);
    }
    assertThat(engine.statistics().reusedTokens()).isPositive();
  }

  @Test
  void severalAtOnceTakeTurns() throws InterruptedException {
    List<Object> alone = bytes(submit(LONG, 0.9, true));
    List<Generation> all = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      all.add(submit(LONG, 0.9, true));
    }
    for (Generation g : all) {
      assertThat(bytes(g)).isEqualTo(alone);
    }
  }
}
