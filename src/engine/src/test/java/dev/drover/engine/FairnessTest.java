package dev.drover.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

/** Who is served when, where there is not enough for all at once. */
class FairnessTest {

  @Test
  void aLongPromptNeverStallsARunningStream() throws InterruptedException {
    try (Scripted s = new Scripted(b -> b.eventBuffer(64).prefillChunk(16))) {
      Semaphore gate = s.gate();
      Generation stream = s.submit("a", 25);
      gate.release();
      stream.next();
      Generation prompt = s.submit("x".repeat(200), 1);
      gate.release(200);
      assertThat(stream.await().choices().getFirst().finish().generatedTokens()).isEqualTo(25);
      assertThat(prompt.await().choices().getFirst().text()).isEqualTo("y");
      int streamId = s.runner.batches.getFirst().getFirst();
      List<List<Integer>> streaming = s.runner.batches.subList(0, 25);
      assertThat(streaming).anyMatch(batch -> batch.size() > 1);
      for (List<Integer> batch : streaming) {
        assertThat(Collections.frequency(batch, streamId)).isEqualTo(1);
        assertThat(batch).hasSizeLessThanOrEqualTo(17);
      }
    }
  }

  @Test
  void theLowerPriorityNumberIsServedFirst() throws InterruptedException {
    try (Scripted s = new Scripted(b -> b.maxSequences(1))) {
      Semaphore gate = s.gate();
      List<Generation> all = new ArrayList<>();
      all.add(s.submit("A", 2, b -> b.priority(5)));
      all.add(s.submit("E", 2, b -> b.priority(1)));
      all.add(s.submit("I", 2));
      all.add(s.submit("M", 2, b -> b.priority(-3)));
      gate.release(1_000);
      for (Generation g : all) {
        g.await();
      }
      // The first may have begun before the others came; it yields to them then.
      List<Integer> generated = new ArrayList<>(s.runner.tokens);
      generated.removeIf(token -> "BFJN".indexOf(token) < 0);
      assertThat(generated).endsWith((int) 'N', (int) 'J', (int) 'F', (int) 'B');
    }
  }

  @Test
  void aBetterRequestDisplacesAWorseOneWhichGoesOnLater() throws InterruptedException {
    try (Scripted s = new Scripted(b -> b.maxSequences(1).eventBuffer(64))) {
      Semaphore gate = s.gate();
      Generation worse = s.submit("a", 20, b -> b.priority(9));
      gate.release(3);
      worse.next();
      Generation better = s.submit("m", 3);
      gate.release(1_000);
      assertThat(better.await().choices().getFirst().text()).isEqualTo("nop");
      assertThat(worse.await().choices().getFirst().text()).endsWith("tu");
      Scripted.await(() -> s.engine.statistics().preempted() == 1);
    }
  }

  @Test
  void aDisplacedPromptIsReportedOnce() throws InterruptedException {
    try (Scripted s = new Scripted(b -> b.maxSequences(1).eventBuffer(64))) {
      Semaphore gate = s.gate();
      Generation worse = s.submit("x".repeat(199) + "a", 2, b -> b.priority(9).promptLogprobs(1));
      gate.release();
      worse.next();
      Generation better = s.submit("m", 3);
      gate.release(1_000);
      assertThat(better.await().choices().getFirst().text()).isEqualTo("nop");
      GenerationResult.Choice choice = worse.await().choices().getFirst();
      assertThat(choice.text()).isEqualTo("bc");
      // The first 65 came with the event that was read above.
      assertThat(choice.promptLogprobs()).hasSize(200 - 65);
      Scripted.await(() -> s.engine.statistics().preempted() == 1);
    }
  }

  @Test
  void clientsOfOnePriorityGetEqualShares() throws InterruptedException {
    try (Scripted s = new Scripted(b -> b.maxSequences(1).eventBuffer(64))) {
      Semaphore gate = s.gate();
      List<Generation> all = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        all.add(s.submit("A", 10, b -> b.client("greedy")));
      }
      all.add(s.submit("a", 10, b -> b.client("modest")));
      gate.release(1_000);
      for (Generation g : all) {
        assertThat(g.await().choices().getFirst().finish().generatedTokens()).isEqualTo(10);
      }
      List<Integer> before = s.runner.tokens.subList(0, s.runner.tokens.indexOf((int) 'a'));
      assertThat(Collections.frequency(before, (int) 'A')).isEqualTo(1);
    }
  }

  @Test
  void aDeadlineEndsWhatRunsAndWhatWaits() throws InterruptedException {
    try (Scripted s = new Scripted(b -> b.maxSequences(1).eventBuffer(64))) {
      Semaphore gate = s.gate();
      Duration soon = Duration.ofMillis(100);
      Generation running = s.submit("a", 50, b -> b.deadline(soon));
      Generation waiting = s.submit("b", 50, b -> b.deadline(soon));
      gate.release(3);
      running.next();
      Thread.sleep(150);
      gate.release(1_000);
      GenerationEvent.Finished late = running.await().choices().getFirst().finish();
      assertThat(late.reason()).isEqualTo(FinishReason.DEADLINE);
      assertThat(late.message()).isEqualTo("the deadline of 100 ms has passed");
      assertThat(late.generatedTokens()).isBetween(1, 5);
      GenerationEvent.Finished never = waiting.await().choices().getFirst().finish();
      assertThat(never.reason()).isEqualTo(FinishReason.DEADLINE);
      assertThat(never.generatedTokens()).isZero();
      Scripted.await(() -> s.engine.statistics().cut() == 2);
    }
  }

  @Test
  void aReaderThatNeverCatchesUpIsCut() throws InterruptedException {
    Duration patience = Duration.ofMillis(100);
    try (Scripted s = new Scripted(b -> b.eventBuffer(4).readerPatience(patience))) {
      Generation slow = s.submit("a", 100);
      Scripted.await(() -> s.engine.statistics().cut() == 1);
      GenerationResult.Choice choice = slow.await().choices().getFirst();
      assertThat(choice.finish().reason()).isEqualTo(FinishReason.READER_TOO_SLOW);
      assertThat(choice.finish().message()).isEqualTo("the reader was behind for 100 ms");
      assertThat(choice.text()).startsWith("bcde");
    }
  }

  @Test
  void aRefusalTellsTheQueue() {
    try (Scripted s = new Scripted(b -> b.maxSequences(1).maxWaiting(2))) {
      Semaphore gate = s.gate();
      Generation first = s.submit("a", 2);
      assertThat(first.ahead()).isZero();
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 10; i++) {
                  s.submit("b", 2);
                }
              })
          .isInstanceOf(EngineUnavailableException.class)
          .hasMessage("the queue is full: 2 of 2 requests wait, this one would be number 3");
      gate.release(1_000);
    }
  }

  @Test
  void optionsOutOfRangeAreRefused() {
    GenerationRequest.Builder b = GenerationRequest.builder().prompt("a");
    assertThatThrownBy(() -> b.priority(101).build())
        .hasMessage("`priority` must be between -100 and 100, given 101");
    b.priority(0);
    assertThatThrownBy(() -> b.deadline(Duration.ZERO).build())
        .hasMessage("`deadline_ms` must be between 1 and 86400000, given 0");
    b.deadline(null);
    assertThatThrownBy(() -> b.client("c".repeat(257)).build())
        .hasMessage("`client` must hold at most 256 characters, given 257");
    b.client(null);
    try (Scripted s = new Scripted(c -> c)) {
      assertThatThrownBy(() -> s.submit("a", 1, r -> r.adapter("loud")))
          .hasMessage("`adapter` must be one of [formal, terse], given `loud`");
    }
  }
}
