package dev.drover.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.engine.constraint.Constraint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Beam search against a search of all texts of a scripted model that knows four letters. */
class BeamSearchTest {
  private static final int END = ScriptedRunner.END;
  private static final int[] LETTERS = {'a', 'b', 'c', END};
  private static final int LENGTH = 4;

  /** Log-probabilities of the letters after a text, drawn once by the text. */
  private static Map<Integer, Double> after(List<Integer> tokens) {
    Random random = new Random(tokens.hashCode() * 31L + 5);
    double[] logits = random.doubles(LETTERS.length, 0, 3).toArray();
    double total = Math.log(Arrays.stream(logits).map(Math::exp).sum());
    Map<Integer, Double> logprobs = new HashMap<>();
    for (int i = 0; i < LETTERS.length; i++) {
      logprobs.put(LETTERS[i], logits[i] - total);
    }
    return logprobs;
  }

  private static Scripted scripted(UnaryOperator<EngineConfig.Builder> changes) {
    return new Scripted(
        changes,
        EngineObserver.NONE,
        runner ->
            runner.logits =
                (tokens, row) -> {
                  Arrays.fill(row, 0, ScriptedRunner.VOCABULARY, -60f);
                  after(tokens).forEach((token, p) -> row[token] = p.floatValue());
                });
  }

  private record Text(List<Integer> tokens, double score) {}

  /** All texts of at most {@code LENGTH} tokens after a prompt, best first. */
  private static List<Text> exhaustive(String prompt, double lengthPenalty) {
    List<Text> all = new ArrayList<>();
    collect(prompt.chars().boxed().toList(), List.of(), 0, lengthPenalty, all);
    all.sort(Comparator.comparingDouble(Text::score).reversed());
    return all;
  }

  private static void collect(
      List<Integer> tokens, List<Integer> own, double sum, double penalty, List<Text> all) {
    after(tokens)
        .forEach((token, p) -> {
          List<Integer> longer = new ArrayList<>(own);
          longer.add(token);
          if (token == END || longer.size() == LENGTH) {
            all.add(new Text(longer, (sum + p) / Math.pow(longer.size(), penalty)));
          } else {
            List<Integer> whole = new ArrayList<>(tokens);
            whole.add(token);
            collect(whole, longer, sum + p, penalty, all);
          }
        });
  }

  private static UnaryOperator<GenerationRequest.Builder> beams(int width) {
    return b -> b.method("constrained-beam-search").beamWidth(width);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1})
  void wideEnoughItFindsWhatASearchOfAllTextsFinds(double lengthPenalty)
      throws InterruptedException {
    try (Scripted scripted = scripted(b -> b.maxSequences(32).cachedSequences(8))) {
      for (String prompt : List.of("x", "yz", "hello", "a b c")) {
        List<Text> best = exhaustive(prompt, lengthPenalty).subList(0, 3);
        GenerationResult result =
            scripted
                .submit(
                    prompt,
                    LENGTH,
                    b -> beams(32).apply(b).n(3).lengthPenalty(lengthPenalty).topLogprobs(0))
                .await();

        assertThat(result.choices())
            .extracting(GenerationResult.Choice::tokens)
            .containsExactlyElementsOf(best.stream().map(Text::tokens).toList());
        assertThat(
                result.choices().getFirst().logprobs().stream()
                    .mapToDouble(p -> p.sampled().logprob())
                    .sum())
            .isCloseTo(
                best.getFirst().score() * Math.pow(best.getFirst().tokens().size(), lengthPenalty),
                org.assertj.core.data.Offset.offset(1e-4));
      }
    }
  }

  @Test
  void aConstraintHoldsForEveryText() throws InterruptedException {
    try (Scripted scripted = scripted(b -> b.maxSequences(32).cachedSequences(8))) {
      for (String prompt : List.of("x", "yz", "hello", "a b c")) {
        List<Integer> best =
            exhaustive(prompt, 0).stream()
                .map(Text::tokens)
                .filter(tokens -> text(tokens).matches("a[bc]+"))
                .filter(tokens -> tokens.getLast() == END || tokens.size() == LENGTH)
                .findFirst()
                .orElseThrow();
        GenerationResult result =
            scripted
                .submit(
                    prompt,
                    LENGTH,
                    b ->
                        beams(32)
                            .apply(b)
                            .lengthPenalty(0.0)
                            .constraints(List.of(new Constraint.Regex("a[bc]+"))))
                .await();

        assertThat(result.choices().getFirst().text()).isEqualTo(text(best));
      }
    }
  }

  private static String text(List<Integer> tokens) {
    StringBuilder text = new StringBuilder();
    tokens.stream().filter(token -> token != END).forEach(token -> text.append((char) (int) token));
    return text.toString();
  }

  @Test
  void aWidthOfOneIsGreedy() throws InterruptedException {
    try (Scripted scripted = scripted(b -> b)) {
      assertThat(scripted.submit("one", 6, beams(1)).await().choices().getFirst().tokens())
          .isEqualTo(scripted.run("one", 6).choices().getFirst().tokens());
    }
  }

  @Test
  void groupsThatAreKeptApartSaySomethingElse() throws InterruptedException {
    try (Scripted scripted = scripted(b -> b.maxSequences(8).cachedSequences(8))) {
      List<GenerationResult.Choice> choices =
          scripted
              .submit(
                  "apart",
                  LENGTH,
                  b -> beams(4).apply(b).beamGroups(4).diversityPenalty(50.0).n(4).ignoreEos(true))
              .await()
              .choices();

      assertThat(choices.stream().map(c -> c.tokens().getFirst()).distinct()).hasSize(3);
    }
  }

  /** More texts than places, others beside them, and little memory: nothing is lost or mixed up. */
  @Test
  void searchesThatHaveTooFewPlacesFinishAndFindTheSame() throws InterruptedException {
    Map<String, String> alone = new HashMap<>();
    List<String> prompts = List.of("first prompt", "second prompt", "third prompt", "fourth");
    try (Scripted scripted = scripted(b -> b.maxSequences(16).cachedSequences(8))) {
      for (String prompt : prompts) {
        alone.put(
            prompt, scripted.submit(prompt, 12, beams(6)).await().choices().getFirst().text());
      }
    }
    try (Scripted scripted =
        scripted(b -> b.maxSequences(4).cachedSequences(4).cells(120).contextLength(60))) {
      List<Generation> all = new ArrayList<>();
      for (String prompt : prompts) {
        all.add(scripted.submit(prompt, 12, beams(6)));
        scripted.submit("plain " + prompt, 12);
      }
      for (int i = 0; i < prompts.size(); i++) {
        assertThat(all.get(i).await().choices().getFirst().text())
            .isEqualTo(alone.get(prompts.get(i)));
      }
    }
  }

  @Test
  void aSearchIsCancelledAsAWhole() throws InterruptedException {
    try (Scripted scripted = scripted(b -> b)) {
      var gate = scripted.gate();
      Generation search = scripted.submit("cancelled", 50, b -> beams(4).apply(b).ignoreEos(true));
      gate.release(5);
      Scripted.await(() -> scripted.runner.batches.size() >= 4);
      search.cancel();
      gate.release(1_000);

      assertThat(search.await().choices().getFirst().finish().reason())
          .isEqualTo(FinishReason.CANCELLED);
      Scripted.await(() -> scripted.engine.statistics().running() == 0);
    }
  }

  @Test
  void whatCannotBeIsRefused() {
    assertThatThrownBy(() -> beams(33).apply(GenerationRequest.builder().prompt("a")).build())
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("beam_width");
    assertThatThrownBy(() -> beams(4).apply(GenerationRequest.builder().prompt("a")).n(5).build())
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("beam_width of 4");
    assertThatThrownBy(
            () -> beams(4).apply(GenerationRequest.builder().prompt("a")).beamGroups(3).build())
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("beam_groups");
  }
}
