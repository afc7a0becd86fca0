package dev.drover.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How requests for embeddings share the engine; a token's vector is (token, position, 1). */
class EmbeddingLaneTest {

  private static EmbeddingRequest.Builder raw(String... texts) {
    return EmbeddingRequest.builder().texts(List.of(texts)).normalize(false);
  }

  private static List<float[]> get(Future<EmbeddingResult> future) throws Exception {
    return future.get().embeddings();
  }

  /** Stops the engine in the second step of a stream. */
  private static Generation hold(Scripted s, Semaphore gate) throws InterruptedException {
    return hold(s, gate, 2);
  }

  private static Generation hold(Scripted s, Semaphore gate, int tokens)
      throws InterruptedException {
    Generation stream = s.submit("a", tokens);
    gate.release();
    stream.next();
    Scripted.await(() -> s.engine.statistics().waiting() == 0 && gate.hasQueuedThreads());
    return stream;
  }

  @Test
  void inputsShareABatchAndComeBackInOrder() throws Exception {
    try (Scripted s = new Scripted(b -> b)) {
      EmbeddingResult result = s.engine.embed(raw("abc", "d", "ef").build()).get();
      assertThat(result.embeddings())
          .containsExactly(
              new float[] {'c', 2, 1}, new float[] {'d', 0, 1}, new float[] {'f', 1, 1});
      assertThat(result.promptTokens()).isEqualTo(6);
      assertThat(s.runner.embedder.batches).containsExactly(List.of(0, 0, 0, 1, 2, 2));
      assertThat(s.engine.statistics().embeddedTokens()).isEqualTo(6);
    }
  }

  @Test
  void poolsByOption() throws Exception {
    try (Scripted s = new Scripted(b -> b)) {
      // 150 tokens in batches of 64: what is pooled comes from three batches.
      String text = "a".repeat(100) + "c".repeat(50);
      assertThat(get(s.engine.embed(raw(text).pooling("cls").build())))
          .containsExactly(new float[] {'a', 0, 1});
      assertThat(get(s.engine.embed(raw(text).pooling("last").build())))
          .containsExactly(new float[] {'c', 149, 1});
      assertThat(get(s.engine.embed(raw(text).pooling("mean").build())))
          .containsExactly(new float[] {(100f * 'a' + 50f * 'c') / 150, 74.5f, 1});
      assertThat(s.runner.embedder.batches).hasSize(9);
    }
  }

  @Test
  void cutsAndThenNormalises() throws Exception {
    try (Scripted s = new Scripted(b -> b)) {
      assertThat(get(s.engine.embed(raw("xx").dimensions(1).normalize(true).build())))
          .containsExactly(new float[] {1});
      assertThat(get(s.engine.embed(raw("xx").dimensions(2).build())))
          .containsExactly(new float[] {'x', 1});
    }
  }

  @Test
  void theRestOfALongInputSharesItsBatch() throws Exception {
    try (Scripted s = new Scripted(b -> b)) {
      assertThat(get(s.engine.embed(raw("x".repeat(70), "yz").build()))).hasSize(2);
      assertThat(s.runner.embedder.batches)
          .containsExactly(Collections.nCopies(64, 0), List.of(0, 0, 0, 0, 0, 0, 1, 1));
    }
  }

  @Test
  void aStreamGoesOnBesideALargeRequest() throws Exception {
    try (Scripted s = new Scripted(b -> b.eventBuffer(64).prefillChunk(16))) {
      Semaphore gate = s.gate();
      Generation stream = s.submit("a", 20);
      gate.release();
      stream.next();
      var large =
          s.engine.embed(
              raw(Collections.nCopies(20, "x".repeat(40)).toArray(String[]::new)).build());
      gate.release(100);
      assertThat(stream.await().choices().getFirst().finish().generatedTokens()).isEqualTo(20);
      assertThat(get(large)).hasSize(20);
      String log = String.join("", s.runner.log);
      assertThat(log).contains("gegegegege");
      // No two batches of embeddings between two tokens of the stream, and none a large one.
      int last = log.lastIndexOf('g');
      assertThat(log.substring(0, last)).doesNotContain("ee");
      long beside = log.substring(0, last).chars().filter(c -> c == 'e').count();
      assertThat(s.runner.embedder.batches.subList(0, (int) beside))
          .allMatch(batch -> batch.size() <= 16);
      assertThat(s.runner.embedder.batches).anyMatch(batch -> batch.size() > 16);
    }
  }

  @Test
  void theLowerPriorityNumberIsServedFirst() throws Exception {
    try (Scripted s = new Scripted(b -> b)) {
      Semaphore gate = s.gate();
      Generation stream = hold(s, gate);
      var later = s.engine.embed(raw("later").priority(3).build());
      var sooner = s.engine.embed(raw("sooner").build());
      gate.release(10);
      stream.await();
      get(later);
      get(sooner);
      assertThat(s.runner.embedder.tokens.getFirst()).isEqualTo('s');
    }
  }

  @Test
  void clientsTakeTurns() throws Exception {
    try (Scripted s = new Scripted(b -> b)) {
      Semaphore gate = s.gate();
      Generation stream = hold(s, gate);
      String many = "a".repeat(40);
      String few = "b".repeat(40);
      var greedy = s.engine.embed(raw(many, many, many, many, many).client("greedy").build());
      var modest = s.engine.embed(raw(few, few).client("modest").build());
      gate.release(10);
      stream.await();
      assertThat(get(greedy)).hasSize(5);
      assertThat(get(modest)).hasSize(2);
      StringBuilder served = new StringBuilder();
      for (int first = 0; first < s.runner.embedder.tokens.size(); first += 40) {
        served.append((char) s.runner.embedder.tokens.get(first).intValue());
      }
      assertThat(served).hasToString("ababaaa");
    }
  }

  @Test
  void embeddingsCountForWhoGeneratesNext() throws Exception {
    try (Scripted s = new Scripted(b -> b.maxSequences(1).cachedSequences(0))) {
      Semaphore gate = s.gate();
      Generation stream = hold(s, gate, 6); // all come while it goes on
      String[] texts = Collections.nCopies(20, "x".repeat(40)).toArray(String[]::new);
      var embedding = s.engine.embed(raw(texts).client("embeds").build());
      Generation first = s.submit("A", 1, b -> b.client("embeds"));
      Generation second = s.submit("E", 1, b -> b.client("other"));
      gate.release(10);
      stream.await();
      first.await();
      second.await();
      assertThat(get(embedding)).hasSize(20);
      List<Integer> prompts = s.runner.tokens.stream().filter(t -> t == 'A' || t == 'E').toList();
      assertThat(prompts).containsExactly((int) 'E', (int) 'A');
    }
  }

  @Test
  void adaptersAreNeverInOneBatch() throws Exception {
    try (Scripted s = new Scripted(b -> b)) {
      Semaphore gate = s.gate();
      Generation stream = hold(s, gate);
      var terse = s.engine.embed(raw("t".repeat(70), "u").adapter("terse").build());
      var formal = s.engine.embed(raw("f").adapter("formal").build());
      var plain = s.engine.embed(raw("p").build());
      var again = s.engine.embed(raw("v").adapter("terse").build());
      gate.release(10);
      stream.await();
      for (var future : List.of(terse, formal, plain, again)) {
        future.get();
      }
      ScriptedRunner embedder = s.runner.embedder;
      assertThat(embedder.mixed).isFalse();
      assertThat(embedder.adapters).containsExactlyInAnyOrder("terse", "formal", null);
      // A long input's rest has those of its adapter beside it.
      assertThat(embedder.batches).extracting(List::size).containsExactly(64, 8, 1, 1);
      assertThat(embedder.batches.get(1)).containsExactly(0, 0, 0, 0, 0, 0, 1, 2);
    }
  }

  @Test
  void waitingRequestsCountForTheQueue() throws Exception {
    try (Scripted s = new Scripted(b -> b.maxWaiting(2))) {
      Semaphore gate = s.gate();
      Generation stream = hold(s, gate);
      var first = s.engine.embed(raw("x").build());
      var second = s.engine.embed(raw("y").build());
      assertThatThrownBy(() -> s.engine.embed(raw("z").build()))
          .isInstanceOf(EngineUnavailableException.class)
          .hasMessageContaining("2 of 2 requests wait");
      assertThatThrownBy(() -> s.submit("b", 1)).isInstanceOf(EngineUnavailableException.class);
      gate.release(10);
      stream.await();
      assertThat(get(first)).hasSize(1);
      assertThat(get(second)).hasSize(1);
      assertThat(s.engine.statistics().waiting()).isZero();
    }
  }

  @Test
  void aCancelledOrLateRequestIsNotComputedAndHarmsNoOther() throws Exception {
    try (Scripted s = new Scripted(b -> b)) {
      Semaphore gate = s.gate();
      Generation stream = hold(s, gate);
      var cancelled = s.engine.embed(raw("C").build());
      var late = s.engine.embed(raw("L").deadline(Duration.ofMillis(1)).build());
      var other = s.engine.embed(raw("O").build());
      cancelled.cancel(true);
      Thread.sleep(2);
      gate.release(10);
      stream.await();
      assertThat(get(other)).hasSize(1);
      assertThatThrownBy(late::get)
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(TimeoutException.class)
          .hasMessageContaining("the deadline of 1 ms has passed");
      assertThat(s.runner.embedder.tokens).containsExactly((int) 'O');
    }
  }

  @Test
  void aCancelledLongInputLeavesNothingBehind() throws Exception {
    try (Scripted s = new Scripted(b -> b)) {
      get(s.engine.embed(raw("x").build())); // so that there is a memory whose gate can be shut
      Semaphore gate = s.runner.embedder.gate();
      var request = s.engine.embed(raw("x".repeat(300)).build());
      gate.release();
      Scripted.await(() -> s.runner.embedder.log.size() == 2);
      request.cancel(true);
      gate.release(10);
      var other = s.engine.embed(raw("y").build());
      assertThat(get(other)).containsExactly(new float[] {'y', 0, 1});
      Scripted.await(() -> s.runner.embedder.isEmpty());
      assertThat(s.runner.embedder.tokens).hasSizeLessThan(300);
    }
  }

  @Test
  void aFailedBatchFailsItsRequestsOnly() throws Exception {
    try (Scripted s = new Scripted(b -> b)) {
      s.runner.failFirstEmbedding = true;
      var failed = s.engine.embed(raw("x", "y").build());
      assertThatThrownBy(failed::get)
          .hasCauseInstanceOf(GenerationFailedException.class)
          .hasMessageContaining("scripted decode failure");
      assertThat(get(s.engine.embed(raw("z").build()))).hasSize(1);
    }
  }

  @Test
  void closingEndsWhatWaits() throws InterruptedException {
    Scripted s = new Scripted(b -> b);
    Semaphore gate = s.gate();
    hold(s, gate);
    Future<EmbeddingResult> future = s.engine.embed(raw("x".repeat(300)).build());
    Thread closing = Thread.startVirtualThread(s::close);
    Scripted.await(() -> closing.getState() == Thread.State.WAITING);
    gate.release(10);
    closing.join();
    assertThat(future.exceptionNow())
        .isInstanceOf(EngineUnavailableException.class)
        .hasMessage("the engine is closed");
    assertThatThrownBy(() -> s.engine.embed(raw("x").build()))
        .isInstanceOf(EngineUnavailableException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ab | 4 | last | `dimensions` must be between 1 and 3, given 4",
        "ab | 0 | last | `dimensions` must be between 1 and 3, given 0",
        "ab | 1 | best | `pooling` must be one of [mean, cls, last], given `best`",
      })
  void refusesOptionsOutOfRange(String text, int dimensions, String pooling, String message) {
    try (Scripted s = new Scripted(b -> b)) {
      assertThatThrownBy(
              () -> s.engine.embed(raw(text).dimensions(dimensions).pooling(pooling).build()))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessage(message);
    }
  }

  @Test
  void refusesInputsThatCannotBeEmbedded() {
    try (Scripted s = new Scripted(b -> b)) {
      assertThatThrownBy(() -> s.engine.embed(raw("x").adapter("curt").build()))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessage("`adapter` must be one of [formal, terse], given `curt`");
      refused(s, List.of(), "`input` must hold at least one input, given []");
      refused(s, null, "`input` is required");
      refused(s, List.of(text("")), "`input` must not be empty");
      refused(s, List.of(text("a"), text("")), "`input[1]` must not be empty");
      refused(
          s,
          List.of(text("a"), new Prompt.Tokens(List.of(1, 256))),
          "`input[1]` must hold token ids from 0 to 255, given 256");
      refused(
          s,
          List.of(text("x".repeat(301))),
          "`input` must hold at most 300 tokens, which is the model's context, given 301");
      refused(
          s,
          Collections.nCopies(2049, text("a")),
          "`input` must hold at most 2048 inputs, given 2049");
      assertThatThrownBy(() -> s.engine.embed(raw("x".repeat(301)).build()))
          .isInstanceOf(PromptTooLongException.class);
    }
  }

  private static Prompt text(String text) {
    return new Prompt.Text(text);
  }

  private static void refused(Scripted s, List<Prompt> inputs, String message) {
    assertThatThrownBy(() -> s.engine.embed(EmbeddingRequest.builder().inputs(inputs).build()))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessage(message);
  }
}
