package dev.drover.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drover.engine.EngineUnavailableException.Reason;
import dev.drover.engine.GenerationRequest.Builder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The engine over a scripted model that counts up from the last token of the prompt. */
@Timeout(30)
class EngineTest {
  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz{|}~";

  private ScriptedRunner runner;
  private Engine engine;

  @AfterEach
  void leavesNothingBehind() {
    if (engine != null) {
      await(() -> engine.statistics().running() == 0 && engine.statistics().waiting() == 0);
      assertThat(engine.statistics().cells()).isZero();
      assertThat(runner.isEmpty()).isTrue();
      engine.close();
      assertThat(runner.closed).isTrue();
      assertThat(engine.statistics().integrityFailures()).isZero();
    }
  }

  private void open(int contextLength, int cells, int maxSequences, int batchSize, int chunk) {
    EngineConfig config =
        EngineConfig.builder("scripted")
            .contextLength(contextLength)
            .cells(cells)
            .maxSequences(maxSequences)
            .cachedSequences(0)
            .batchSize(batchSize)
            .prefillChunk(chunk)
            .maxWaiting(64)
            .eventBuffer(8)
            .build();
    runner = ScriptedRunner.counting(config);
    engine = new Engine(runner, config);
  }

  private void open() {
    open(300, 1200, 4, 64, 16);
  }

  private static Builder request(String prompt, int tokens) {
    return GenerationRequest.builder().prompt(prompt).maxNewTokens(tokens).temperature(0.0);
  }

  private GenerationResult.Choice run(Builder request) throws InterruptedException {
    return engine.submit(request.build()).await().choices().getFirst();
  }

  @Test
  void generatesUntilTheLimit() throws InterruptedException {
    open();
    GenerationResult.Choice choice = run(request("a", 5));
    assertThat(choice.text()).isEqualTo("bcdef");
    assertThat(choice.tokens()).containsExactly(98, 99, 100, 101, 102);
    assertThat(choice.finish().reason()).isEqualTo(FinishReason.MAX_NEW_TOKENS);
    assertThat(choice.finish().generatedTokens()).isEqualTo(5);
  }

  @Test
  void theModelEndsItself() throws InterruptedException {
    open();
    GenerationResult.Choice choice = run(request("\u00fd", 50));
    assertThat(choice.tokens()).containsExactly(254, 255, 0);
    assertThat(choice.finish().reason()).isEqualTo(FinishReason.END_OF_GENERATION);
  }

  @Test
  void endTokensAreNotDrawnBeforeTheMinimumOrWhenIgnored() throws InterruptedException {
    open();
    assertThat(run(request("\u00fe", 4).minNewTokens(3)).tokens()).hasSizeGreaterThanOrEqualTo(3);
    assertThat(run(request("\u00fe", 40).ignoreEos(true)).tokens()).hasSize(40).doesNotContain(0);
  }

  @Test
  void stopTokensEndTheText() throws InterruptedException {
    open();
    GenerationResult.Choice cut = run(request("a", 9).stopTokens(List.of((int) 'e')));
    assertThat(cut.text()).isEqualTo("bcd");
    assertThat(cut.finish().reason()).isEqualTo(FinishReason.STOP_TOKEN);
    assertThat(cut.finish().stop()).isEqualTo("e");
    GenerationResult.Choice kept =
        run(request("a", 9).stopTokens(List.of((int) 'e')).includeStop(true));
    assertThat(kept.text()).isEqualTo("bcde");
    GenerationResult.Choice later =
        run(request("a", 9).stopTokens(List.of((int) 'c')).minNewTokens(5));
    assertThat(later.tokens().subList(0, 5)).doesNotContain((int) 'c');
  }

  @Test
  void stopStringsAreFoundAcrossTokens() throws InterruptedException {
    open();
    GenerationResult.Choice cut = run(request("a", 20).stop(List.of("zzz", "fgh")));
    assertThat(cut.text()).isEqualTo("bcde");
    assertThat(cut.finish().reason()).isEqualTo(FinishReason.STOP_STRING);
    assertThat(cut.finish().stop()).isEqualTo("fgh");
    assertThat(run(request("a", 20).stop(List.of("fgh")).includeStop(true)).text())
        .isEqualTo("bcdefgh");
    assertThat(run(request("a", 6).stop(List.of("fgz"))).text())
        .as("text held back is released at the end")
        .isEqualTo("bcdefg");
  }

  @Test
  void manyRequestsShareTheBatchAndNoneSeesAnother() throws InterruptedException {
    open();
    Semaphore gate = runner.gate();
    List<Generation> all = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      all.add(engine.submit(request(LETTERS.substring(i % 10, i % 10 + 1), 12).build()));
    }
    gate.release(1_000);
    for (int i = 0; i < 40; i++) {
      assertThat(all.get(i).await().choices().getFirst().text())
          .isEqualTo(LETTERS.substring(i % 10 + 1, i % 10 + 13));
    }
    assertThat(runner.batches).anyMatch(batch -> batch.size() == 4);
  }

  @Test
  void cancellationEndsOneRequestWithinOneStep() throws InterruptedException {
    open();
    Semaphore gate = runner.gate();
    Generation cancelled = engine.submit(request("a", 200).build());
    Generation neighbour = engine.submit(request("b", 6).build());
    gate.release(2);
    cancelled.next();
    await(() -> runner.batches.size() == 2);
    cancelled.cancel();
    gate.release(100);
    GenerationResult.Choice choice = cancelled.await().choices().getFirst();
    assertThat(choice.finish().reason()).isEqualTo(FinishReason.CANCELLED);
    // The third step may have been under way when the cancellation came.
    assertThat(choice.finish().generatedTokens()).isLessThanOrEqualTo(3);
    assertThat(neighbour.await().choices().getFirst().text()).isEqualTo("cdefgh");
    assertThat(engine.statistics().cancelled()).isEqualTo(1);
  }

  @Test
  void aWaitingRequestCanBeCancelled() throws InterruptedException {
    open(300, 300, 1, 64, 16);
    Semaphore gate = runner.gate();
    Generation running = engine.submit(request("a", 3).build());
    Generation waiting = engine.submit(request("b", 3).n(2).build());
    waiting.cancel();
    gate.release(10);
    assertThat(waiting.await().choices())
        .hasSize(2)
        .allMatch(c -> c.finish().reason() == FinishReason.CANCELLED);
    assertThat(running.await().choices().getFirst().text()).isEqualTo("bcd");
  }

  @Test
  void aFailedDecodeTellsItsBatchAndTheEngineGoesOn() throws InterruptedException {
    open();
    runner.failNextDecode = true;
    GenerationResult.Choice failed = run(request("a", 3));
    assertThat(failed.finish().reason()).isEqualTo(FinishReason.ERROR);
    assertThat(failed.finish().message()).contains("scripted decode failure");
    assertThat(run(request("a", 3)).text()).isEqualTo("bcd");
    assertThat(engine.statistics().failed()).isEqualTo(1);
  }

  @Test
  void aRowThatIsNoNumberEndsItsOwnSequenceOnly() throws InterruptedException {
    open();
    runner.nanFor = true;
    Semaphore gate = runner.gate();
    Generation faulty = engine.submit(request("N", 3).build());
    Generation neighbour = engine.submit(request("a", 3).build());
    gate.release(100);
    assertThat(faulty.await().choices().getFirst().finish().reason()).isEqualTo(FinishReason.ERROR);
    assertThat(neighbour.await().choices().getFirst().text()).isEqualTo("bcd");
  }

  @Test
  void aPromptsRowThatIsNoNumberEndsItsOwnSequenceOnly() throws InterruptedException {
    open();
    runner.nanFor = true;
    Semaphore gate = runner.gate();
    Generation faulty = engine.submit(request("aNb", 3).promptLogprobs(1).n(2).build());
    Generation neighbour = engine.submit(request("a", 3).build());
    gate.release(100);
    assertThat(faulty.await().choices())
        .extracting(choice -> choice.finish().reason())
        .containsExactly(FinishReason.ERROR, FinishReason.ERROR);
    assertThat(neighbour.await().choices().getFirst().text()).isEqualTo("bcd");
  }

  @Test
  void theContextIsALimitWithANameOfItsOwn() throws InterruptedException {
    open(100, 1000, 4, 64, 16);
    GenerationResult.Choice full = run(request("a".repeat(90), 1000));
    assertThat(full.finish().reason()).isEqualTo(FinishReason.CONTEXT_FULL);
    assertThat(full.tokens()).hasSize(10);
    assertThatThrownBy(() -> run(request("a".repeat(100), 1)))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessage(
            "`prompt` must be shorter than the model's context of 100 tokens, given 100 tokens");
  }

  @Test
  void whereMemoryRunsOutTheYoungestYieldsAndNothingChanges() throws InterruptedException {
    open(120, 150, 4, 64, 16);
    List<String> texts = new ArrayList<>(Collections.nCopies(6, ""));
    try (var readers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 6; i++) {
        int index = i;
        readers.submit(
            () -> texts.set(index, run(request(LETTERS.substring(index, index + 1), 100)).text()));
      }
    }
    assertThat(engine.statistics().preempted()).isPositive();
    for (int i = 0; i < 6; i++) {
      assertThat(texts.get(i)).isEqualTo(run(request(LETTERS.substring(i, i + 1), 100)).text());
    }
  }

  @Test
  void choicesOfOnePromptShareItsPrefill() throws InterruptedException {
    open();
    GenerationResult result = engine.submit(request("x".repeat(50), 3).n(3).build()).await();
    assertThat(result.choices()).extracting(GenerationResult.Choice::text).containsOnly("yz{");
    assertThat(result.choices())
        .extracting(GenerationResult.Choice::index)
        .containsExactly(0, 1, 2);
    assertThat(engine.statistics().promptTokens()).isEqualTo(50);
    assertThat(runner.batches.stream().mapToInt(List::size).sum()).isEqualTo(50 + 3 * 2);
  }

  @Test
  void moreChoicesThanPlacesAreComputedLater() throws InterruptedException {
    open();
    GenerationResult result = engine.submit(request("xx", 3).n(11).build()).await();
    assertThat(result.choices())
        .hasSize(11)
        .extracting(GenerationResult.Choice::text)
        .containsOnly("yz{");
  }

  @Test
  void choicesDifferAndSeedsRepeat() throws InterruptedException {
    open();
    Builder random = request("a", 20).temperature(10.0).seed(7L).n(3);
    List<String> first = texts(engine.submit(random.build()).await());
    assertThat(first).doesNotHaveDuplicates();
    assertThat(texts(engine.submit(random.build()).await())).isEqualTo(first);
    assertThat(texts(engine.submit(random.seed(8L).build()).await())).isNotEqualTo(first);
  }

  @Test
  void aNeighbourNeverChangesADraw() throws InterruptedException {
    open();
    Builder seeded = request("a", 30).temperature(10.0).seed(7L);
    String alone = run(seeded).text();
    List<Generation> neighbours = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      neighbours.add(engine.submit(request("abc", 100).temperature(10.0).build()));
    }
    assertThat(run(seeded).text()).isEqualTo(alone);
    for (Generation neighbour : neighbours) {
      neighbour.await();
    }
  }

  @Test
  void aReaderThatFallsBehindPausesOnlyItself() throws InterruptedException {
    open();
    Generation slow = engine.submit(request("a", 60).ignoreEos(true).build());
    await(() -> engine.statistics().generatedTokens() >= 8);
    assertThat(run(request("b", 20)).text()).isEqualTo(LETTERS.substring(2, 22));
    assertThat(engine.statistics().generatedTokens()).isLessThan(60);
    assertThat(slow.await().choices().getFirst().tokens()).hasSize(60);
  }

  @Test
  void logprobsAreTheModelsOwn() throws InterruptedException {
    open();
    GenerationResult.Choice choice = run(request("a", 2).topLogprobs(3).logitBias(bias('q', 90)));
    assertThat(choice.text()).as("the bias decides").isEqualTo("qr".replace('r', 'q'));
    TokenLogprobs first = choice.logprobs().getFirst();
    double other = -Math.log(Math.exp(20) + 255);
    assertThat(first.sampled().text()).isEqualTo("q");
    assertThat(first.sampled().logprob()).isCloseTo((float) other, within(1e-4f));
    assertThat(first.top()).hasSize(3);
    assertThat(first.top().getFirst().text()).isEqualTo("b");
    assertThat(first.top().getFirst().logprob())
        .isCloseTo((float) (20 - Math.log(Math.exp(20) + 255)), within(1e-4f));
  }

  @Test
  void aFullQueueRefusesAtOnce() throws InterruptedException {
    open();
    Semaphore gate = runner.gate();
    List<Generation> all = new ArrayList<>();
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 100; i++) {
                all.add(engine.submit(request("a", 1).build()));
              }
            })
        .isInstanceOfSatisfying(
            EngineUnavailableException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(Reason.QUEUE_FULL);
              assertThat(e.retryAfter()).isPositive();
            })
        .hasMessage("the queue is full: 64 of 64 requests wait, this one would be number 65");
    gate.release(1000);
    for (Generation generation : all) {
      assertThat(generation.await().choices().getFirst().text()).isEqualTo("b");
    }
  }

  @Test
  void tokenIdsOutsideTheVocabularyAreRefused() {
    open();
    assertThatThrownBy(() -> run(request("a", 1).stopTokens(List.of(256))))
        .hasMessage("`stop_token_ids` must hold token ids from 0 to 255, given 256");
    assertThatThrownBy(() -> run(request("a", 1).logitBias(bias(-1, 1))))
        .hasMessage("`logit_bias` must hold token ids from 0 to 255, given -1");
    assertThatThrownBy(() ->
            run(
                GenerationRequest.builder()
                    .prompt(new Prompt.Tokens(List.of(97, Integer.MAX_VALUE)))))
        .hasMessage("`prompt` must hold token ids from 0 to 255, given 2147483647");
  }

  @Test
  void closingEndsEverything() throws InterruptedException {
    open();
    Semaphore gate = runner.gate();
    List<Generation> all = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      all.add(engine.submit(request("a", 100).build()));
    }
    Thread closing = Thread.ofVirtual().start(engine::close);
    gate.release(1000);
    closing.join();
    for (Generation generation : all) {
      assertThat(generation.await().choices().getFirst().finish().reason())
          .isEqualTo(FinishReason.CANCELLED);
    }
    assertThatThrownBy(() -> engine.submit(request("a", 1).build()))
        .isInstanceOf(EngineUnavailableException.class)
        .hasMessage("the engine is closed");
    assertThat(runner.closed).isTrue();
  }

  private static List<String> texts(GenerationResult result) {
    return result.choices().stream().map(GenerationResult.Choice::text).toList();
  }

  private static java.util.Map<Integer, Double> bias(int token, double value) {
    return java.util.Map.of(token, value);
  }

  private static org.assertj.core.data.Offset<Float> within(float offset) {
    return org.assertj.core.data.Offset.offset(offset);
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited too long").isLessThan(end);
      Thread.onSpinWait();
    }
  }
}
