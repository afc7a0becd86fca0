package dev.drover.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.drover.engine.constraint.Constraint;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Ensembles of scripted models that do not agree. */
@Timeout(120)
class EnsembleTest {
  private final ScriptedLoader loader = new ScriptedLoader();
  private EnginePool pool;

  @BeforeEach
  void open() {
    List<ServedModel> models = new ArrayList<>();
    for (String name : List.of("one", "two", "three")) {
      EngineConfig config =
          EngineConfig.builder(name).contextLength(300).cells(1200).maxSequences(4).build();
      models.add(ServedModel.of(Path.of(name), config));
    }
    pool = new EnginePool(models, PoolConfig.DEFAULTS, loader);
    pool.start();
    for (String name : List.of("one", "two", "three")) {
      pool.lease(name).close();
    }
  }

  @AfterEach
  void leavesNothingBehind() {
    for (String name : List.of("one", "two", "three")) {
      try (EngineLease lease = pool.lease(name)) {
        Engine engine = lease.engine();
        engine.close();
        assertThat(engine.statistics().integrityFailures()).isZero();
        assertThat(engine.statistics().running()).isZero();
      }
    }
    pool.close();
    assertThat(loader.loaded()).isZero();
  }

  /** From now on a model gives these shares whatever came before. */
  private void always(int model, Map<Character, Double> shares) {
    loader.runners.get(model).logits =
        (tokens, row) -> {
          Arrays.fill(row, 0, ScriptedRunner.VOCABULARY, -60f);
          shares.forEach((letter, share) -> row[letter] = (float) Math.log(share));
        };
  }

  private GenerationResult.Choice ask(
      List<EnsembleMember> members,
      Voting voting,
      int tokens,
      UnaryOperator<GenerationRequest.Builder> changes)
      throws InterruptedException {
    try (EngineLease lease = pool.lease("one")) {
      GenerationRequest.Builder builder =
          GenerationRequest.builder()
              .prompt("a")
              .maxNewTokens(tokens)
              .method("ensemble-sampling")
              .ensemble(members, voting);
      return lease.engine().submit(changes.apply(builder).build()).await().choices().getFirst();
    }
  }

  private static List<EnsembleMember> models(String... names) {
    return Arrays.stream(names).map(EnsembleMember::of).toList();
  }

  @Test
  void theAnswerThatMostGiveIsTaken() throws InterruptedException {
    always(0, Map.of('x', 1.0));
    always(1, Map.of('y', 0.6, 'z', 0.4));
    always(2, Map.of('y', 0.6, 'z', 0.4));

    GenerationResult.Choice choice =
        ask(models("one", "two", "three"), Voting.MAJORITY, 3, b -> b.temperature(0.0));

    assertThat(choice.text()).isEqualTo("yyy");
    assertThat(choice.logprobs()).isEmpty();
  }

  @Test
  void ofAnswersAsFrequentTheMoreProbableIsTaken() throws InterruptedException {
    always(0, Map.of('y', 0.6, 'z', 0.4));
    always(1, Map.of('x', 0.9, 'z', 0.1));

    assertThat(ask(models("one", "two"), null, 3, b -> b.temperature(0.0)).text()).isEqualTo("xxx");
  }

  @Test
  void oneModelVotesInSeveralWays() throws InterruptedException {
    List<EnsembleMember> members = new ArrayList<>();
    for (double temperature : new double[] {0, 0, 5}) {
      members.add(new EnsembleMember(null, temperature, null, null, 4L, null, null));
    }

    assertThat(ask(members, Voting.MAJORITY, 6, b -> b).text()).isEqualTo(Scripted.counted("a", 6));
  }

  @Test
  void tokensAreDrawnFromTheMean() throws InterruptedException {
    assertThat(share(Voting.MEAN)).isCloseTo(0.35, within(0.06));
  }

  @Test
  void tokensAreDrawnFromTheProduct() throws InterruptedException {
    double a = Math.sqrt(0.6 * 0.1);
    double b = Math.sqrt(0.4 * 0.9);

    assertThat(share(Voting.PRODUCT)).isCloseTo(a / (a + b), within(0.06));
  }

  /** How often one letter is drawn of two on which two models disagree, of 800 tokens. */
  private double share(Voting voting) throws InterruptedException {
    always(0, Map.of('a', 0.6, 'b', 0.4));
    always(1, Map.of('a', 0.1, 'b', 0.9));
    String text = "";
    for (long seed = 0; seed < 4; seed++) {
      long own = seed;
      text += ask(models("one", "two"), voting, 200, b -> b.seed(own)).text();
    }
    assertThat(text).hasSize(800).matches("[ab]*");
    return text.chars().filter(c -> c == 'a').count() / 800.0;
  }

  @Test
  void constraintsAndLogProbabilitiesAreThoseOfTheWhole() throws InterruptedException {
    always(0, Map.of('a', 0.6, 'b', 0.4));
    always(1, Map.of('a', 0.1, 'b', 0.9));

    GenerationResult.Choice choice =
        ask(
            models("one", "two"),
            Voting.MEAN,
            50,
            b -> b.constraints(List.of(new Constraint.Regex("(ab){3}"))).topLogprobs(2));

    assertThat(choice.text()).isEqualTo("ababab");
    assertThat(choice.logprobs()).hasSize(6);
    assertThat(choice.logprobs().getFirst().sampled().logprob())
        .isCloseTo((float) Math.log(0.35), within(1e-3f));
  }

  @Test
  void manyAtOnceBesideOthersFinish() throws InterruptedException {
    always(0, Map.of('a', 0.6, 'b', 0.4));
    always(1, Map.of('a', 0.1, 'b', 0.9));
    List<Thread> threads = new ArrayList<>();
    List<String> texts = java.util.Collections.synchronizedList(new ArrayList<>());
    for (int i = 0; i < 8; i++) {
      String first = i % 2 == 0 ? "one" : "two";
      String second = i % 2 == 0 ? "two" : "one";
      threads.add(
          Thread.startVirtualThread(() -> {
            try {
              texts.add(ask(models(first, second), Voting.MEAN, 20, b -> b).text());
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
          }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(texts).hasSize(8).allMatch(text -> text.matches("[ab]{20}"));
  }

  @Test
  void aMemberThatFailsEndsTheWhole() throws InterruptedException {
    loader.runners.get(1).failNextDecode = true;

    assertThat(ask(models("one", "two"), Voting.MEAN, 20, b -> b).finish().reason())
        .isEqualTo(FinishReason.ERROR);
  }

  @Test
  void whatCannotBeIsRefused() {
    loader.runners.get(2).foreign = true;

    assertThatThrownBy(() -> ask(models("one", "three"), Voting.MEAN, 5, b -> b))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("tokens of one")
        .hasMessageContaining("three");
    assertThatThrownBy(() -> ask(models("one"), null, 5, b -> b))
        .hasMessageContaining("2 to 8 members, given 1");
    assertThatThrownBy(() -> ask(models("one", "four"), null, 5, b -> b))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("four");
    assertThatThrownBy(() -> ask(models("one", "two"), null, 5, b -> b.n(2)))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("n");
  }
}
