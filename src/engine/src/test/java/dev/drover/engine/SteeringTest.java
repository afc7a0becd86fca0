package dev.drover.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.drover.engine.steering.SteeringGate;
import dev.drover.engine.steering.SteeringPlan;
import dev.drover.engine.steering.SteeringScope;
import dev.drover.engine.steering.SteeringSource;
import dev.drover.engine.steering.SteeringTerm;
import dev.drover.engine.steering.SteeringVector;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Which tokens are steered, what is reused and what is refused. */
class SteeringTest {
  private static final String LONG = "a prompt that is long enough to be worth sharing ";
  private static final SteeringTerm TERM = SteeringTerm.of(Scripted.vector(2), 1.5);

  private static Generation submit(Scripted s, String prompt, int tokens, SteeringTerm... terms) {
    return s.submit(prompt, tokens, b -> b.steering(SteeringPlan.of(terms)));
  }

  private static int steered(SteeringTerm... terms) throws InterruptedException {
    try (Scripted s = new Scripted(b -> b)) {
      submit(s, "abc", 4, terms).await();
      return s.runner.steered.size();
    }
  }

  @Test
  void aTermSteersTheTokensOfItsScopeAndWindow() throws InterruptedException {
    // Six tokens are decoded: the last of those generated is not.
    assertThat(steered(TERM)).isEqualTo(6);
    assertThat(steered(TERM.withScope(SteeringScope.PROMPT))).isEqualTo(3);
    assertThat(steered(TERM.withScope(SteeringScope.GENERATION))).isEqualTo(3);
    assertThat(steered(TERM.withWindow(1, 4))).isEqualTo(3);
    assertThat(steered(TERM.withWindow(1, 4).withScope(SteeringScope.GENERATION))).isEqualTo(1);
    assertThat(steered(TERM.withWindow(5, 6).withScope(SteeringScope.PROMPT))).isZero();
    assertThat(steered(TERM, TERM.withScope(SteeringScope.PROMPT))).isEqualTo(9);
    assertThat(steered(TERM.withStrength(0))).isZero();
    assertThat(steered()).isZero();
  }

  @Test
  void onlyItsOwnSequenceIsSteered() throws InterruptedException {
    try (Scripted s = new Scripted(b -> b)) {
      var gate = s.gate();
      Generation plain = s.submit("one", 8);
      Generation steered = submit(s, "two", 8, TERM);
      gate.release(1000);
      plain.await();
      steered.await();
      assertThat(s.runner.steered.stream().map(ScriptedRunner.Steered::sequence).distinct())
          .hasSize(1);
      assertThat(s.runner.steered).hasSize(10);
    }
  }

  @Test
  void everyChoiceIsSteered() throws InterruptedException {
    try (Scripted s = new Scripted(b -> b)) {
      s.submit("abc", 4, b -> b.n(3).steering(SteeringPlan.of(TERM))).await();
      assertThat(s.runner.steered).hasSize(3 + 3 * 3);
    }
  }

  /** How many tokens of a prompt were computed, after another request with it. */
  private static long computed(List<SteeringTerm> before, List<SteeringTerm> then)
      throws InterruptedException {
    try (Scripted s = new Scripted(b -> b)) {
      submit(s, LONG, 4, before.toArray(SteeringTerm[]::new)).await();
      int first = s.decoded();
      submit(s, LONG, 4, then.toArray(SteeringTerm[]::new)).await();
      return s.decoded() - first;
    }
  }

  @Test
  void plansShareWhatTheyComputeAlike() throws InterruptedException {
    long all = LONG.length() + 3;
    assertThat(computed(List.of(TERM), List.of(SteeringTerm.of(Scripted.vector(2), 1.5))))
        .isEqualTo(4);
    assertThat(computed(List.of(), List.of(TERM.withStrength(0)))).isEqualTo(4);
    assertThat(computed(List.of(), List.of(TERM))).isEqualTo(all);
    assertThat(computed(List.of(TERM), List.of())).isEqualTo(all);
    assertThat(computed(List.of(TERM), List.of(TERM.withStrength(1)))).isEqualTo(all);
    assertThat(computed(List.of(TERM), List.of(SteeringTerm.of(Scripted.vector(3), 1.5))))
        .isEqualTo(all);
    assertThat(computed(List.of(TERM), List.of(TERM, TERM))).isEqualTo(all);
    assertThat(computed(List.of(TERM), List.of(TERM.withScope(SteeringScope.PROMPT))))
        .isEqualTo(all);
    SteeringGate gate = new SteeringGate(1, new float[] {1}, 0.5);
    assertThat(computed(List.of(TERM), List.of(TERM.withGate(gate)))).isEqualTo(all);
    assertThat(computed(List.of(TERM.withGate(gate)), List.of(TERM.withGate(gate)))).isEqualTo(4);
    // A prompt is the same under whatever steers generated tokens only.
    assertThat(computed(List.of(), List.of(TERM.withScope(SteeringScope.GENERATION)))).isEqualTo(4);
  }

  @Test
  void whatWasGeneratedUnderAScopeServesNoPrompt() throws InterruptedException {
    for (SteeringScope scope : SteeringScope.values()) {
      try (Scripted s = new Scripted(b -> b)) {
        SteeringTerm scoped = TERM.withScope(scope);
        String text = submit(s, LONG, 20, scoped).await().choices().getFirst().text();
        int first = s.decoded();
        submit(s, LONG + text, 1, scoped).await();
        assertThat(s.decoded() - first).isEqualTo(scope == SteeringScope.ALL ? 1 : 20);
      }
    }
  }

  @Test
  void storedVectorsAreFound() throws InterruptedException {
    assertThat(steered(SteeringTerm.of(new SteeringSource.Stored("known"), 1))).isEqualTo(6);
  }

  @Test
  void aPlanThatDoesNotFitIsRefused() {
    try (Scripted s = new Scripted(b -> b)) {
      SteeringVector wide = SteeringVector.of(Map.of(1, new float[2]));
      SteeringVector high = SteeringVector.of(Map.of(2, new float[1]));
      refuses(s, SteeringTerm.of(wide, 1), "`steering`", "width 1", "given 2");
      refuses(s, SteeringTerm.of(high, 1), "`steering`", "from 1 to 1, given 2");
      refuses(s, TERM.withStrength(1e9), "`steering.strength`", "10000", "1000000000");
      refuses(s, TERM.withLayers(new TreeSet<>(List.of(7))), "`steering.layers`", "[1]", "[7]");
      refuses(
          s,
          TERM.withGate(new SteeringGate(2, new float[] {1}, 0)),
          "`steering.gate`",
          "layer 1",
          "given 2");
      refuses(s, SteeringTerm.of(Scripted.vector(1e6f), 2_000), "`steering`", "1.0E9, given 2.0E9");
      assertThatThrownBy(
              () -> submit(s, "a", 1, SteeringTerm.of(new SteeringSource.Stored("x"), 1)))
          .isInstanceOf(UnknownVectorException.class)
          .hasMessageContaining("vector `x`");
    }
  }

  @Test
  void aModelWhoseStatesAreHiddenIsNotSteered() throws InterruptedException {
    try (Scripted s = new Scripted(b -> b)) {
      s.runner.tappable = false;
      refuses(s, TERM, "`steering`", "none does not show the hidden states of scripted");
      assertThatThrownBy(() -> read(s, "abc", 0, 1)).isInstanceOf(InvalidRequestException.class);
      assertThat(submit(s, "abc", 2, TERM.withStrength(0)).await().choices()).hasSize(1);
    }
  }

  private static void refuses(Scripted s, SteeringTerm term, String... parts) {
    assertThatThrownBy(() -> submit(s, "a", 1, term))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContainingAll(parts);
  }

  @Test
  void theAnswerSaysWhatWasApplied() throws InterruptedException {
    try (Scripted s = new Scripted(b -> b)) {
      SteeringTerm stored = SteeringTerm.of(new SteeringSource.Stored("known"), 2);
      SteeringPlan plan =
          new SteeringPlan(
              List.of(TERM.withScope(SteeringScope.PROMPT), TERM.withStrength(0), stored), true);
      GenerationResult result = s.submit("abc", 4, b -> b.steering(plan)).await();
      assertThat(result.steering()).hasSize(2);
      AppliedTerm first = result.steering().getFirst();
      assertThat(first.strength()).isEqualTo(1.5);
      assertThat(first.layers().getFirst().layer()).isEqualTo(1);
      assertThat(first.layers().getFirst().positions()).isEqualTo(3);
      assertThat(first.layers().getFirst().normRatio()).isCloseTo(0.3, within(1e-6));
      AppliedTerm second = result.steering().getLast();
      assertThat(second.source()).isEqualTo(new SteeringSource.Stored("known"));
      assertThat(second.layers().getFirst().positions()).isEqualTo(6);

      assertThat(s.run("abc", 4).steering()).isEmpty();
    }
  }

  private static GenerationResult read(Scripted s, String prompt, int start, int end)
      throws InterruptedException {
    return s.submit(
            prompt, 1, b -> b.states(new StateReading(new TreeSet<>(List.of(1)), start, end)))
        .await();
  }

  @Test
  void hiddenStatesAreAveraged() throws InterruptedException {
    try (Scripted s = new Scripted(b -> b)) {
      HiddenStates states = read(s, "abc", 1, 3).states();
      assertThat(states.positions()).isEqualTo(2);
      assertThat(states.mean().get(1)).containsExactly(('b' + 'c') / 2.0);

      String chunks = "x".repeat(100) + "y".repeat(100);
      assertThat(read(s, chunks, 50, 150).states().mean().get(1))
          .containsExactly(('x' + 'y') / 2.0);
      assertThat(read(s, chunks, 150, 1000).states().positions()).isEqualTo(50);
      assertThat(s.run("abc", 1).states()).isNull();
      assertThatThrownBy(() -> read(s, "abc", 3, 4)).hasMessageContaining("prompt's end at 3");
    }
  }

  @Test
  void onlyWhatIsReadIsComputedAgain() throws InterruptedException {
    try (Scripted s = new Scripted(b -> b)) {
      s.run(LONG, 1);
      int before = s.decoded();
      assertThat(read(s, LONG, 40, 45).states().positions()).isEqualTo(5);
      assertThat(s.decoded() - before).isEqualTo(LONG.length() - 40);
      GenerationResult told =
          s.submit(LONG, 1, b -> b.promptLogprobs(0).promptLogprobsFrom(41)).await();
      assertThat(told.choices().getFirst().promptLogprobs()).hasSize(LONG.length() - 41);
      assertThat(told.choices().getFirst().promptLogprobs().getFirst().sampled().token())
          .isEqualTo((int) LONG.charAt(41));
      assertThat(s.decoded() - before).isEqualTo(2 * (LONG.length() - 40));
    }
  }

  @Test
  void aPreemptedSequenceIsReadAndSteeredOnce() throws InterruptedException {
    try (Scripted s = new Scripted(b -> b.cells(330).eventBuffer(64))) {
      String prompt = "x".repeat(120);
      StateReading all = new StateReading(new TreeSet<>(List.of(1)), 0, 200);
      Generation first = s.submit("a".repeat(120), 100, b -> b);
      Generation second = s.submit(prompt, 100, b -> b.states(all).steering(SteeringPlan.of(TERM)));
      first.await();
      HiddenStates states = second.await().states();
      assertThat(states.mean().get(1)).containsExactly((double) 'x');
      assertThat(states.positions()).isEqualTo(120);
      assertThat(s.engine.statistics().preempted()).isPositive();
    }
  }
}
