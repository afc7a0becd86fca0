package dev.drover.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an engine tells of its steps and requests. */
@Timeout(30)
class ObserverTest {

  /** Keeps all it is told. */
  private static final class Notes implements EngineObserver {
    final List<StepReport> steps = Collections.synchronizedList(new ArrayList<>());
    final List<Long> first = Collections.synchronizedList(new ArrayList<>());
    final List<Long> next = Collections.synchronizedList(new ArrayList<>());
    final List<RequestReport> ended = Collections.synchronizedList(new ArrayList<>());

    @Override
    public void step(StepReport step) {
      steps.add(step);
    }

    @Override
    public void firstToken(long nanos) {
      first.add(nanos);
    }

    @Override
    public void nextToken(long nanos) {
      next.add(nanos);
    }

    @Override
    public void ended(RequestReport request) {
      ended.add(request);
    }

    int sum(ToIntFunction<StepReport> part) {
      return steps.stream().mapToInt(part).sum();
    }

    long nanos(ToLongFunction<StepReport> part) {
      return steps.stream().mapToLong(part).sum();
    }
  }

  private final Notes notes = new Notes();

  @Test
  void tellsOfEveryStep() throws InterruptedException {
    try (Scripted s = new Scripted(b -> b.batchSize(10), notes)) {
      s.run("a".repeat(25), 4);
      Scripted.await(() -> s.engine.statistics().steps() == 6);
      // 10, 10 and 5 tokens of the prompt, and the first three of those that were generated.
      assertThat(notes.steps)
          .extracting(StepReport::promptTokens)
          .containsExactly(10, 10, 5, 0, 0, 0);
      assertThat(notes.steps).extracting(StepReport::decoding).containsExactly(0, 0, 0, 1, 1, 1);
      assertThat(notes.steps)
          .extracting(StepReport::generatedTokens)
          .containsExactly(0, 0, 1, 1, 1, 1);
      assertThat(notes.steps)
          .allSatisfy(step -> {
            long parts = step.decodeNanos() + step.sampleNanos() + step.emitNanos();
            assertThat(step.stepNanos()).isGreaterThanOrEqualTo(parts);
            assertThat(step.decodeNanos()).isPositive();
          });
      EngineStatistics all = s.engine.statistics();
      assertThat(all.stepNanos()).isEqualTo(notes.nanos(StepReport::stepNanos));
      assertThat(all.decodeNanos()).isEqualTo(notes.nanos(StepReport::decodeNanos));
      assertThat(all.sampleNanos()).isEqualTo(notes.nanos(StepReport::sampleNanos)).isPositive();
      assertThat(all.emitNanos()).isEqualTo(notes.nanos(StepReport::emitNanos)).isPositive();
    }
  }

  @Test
  void tellsOfTheFirstTokenOfARequestAndTheNextOfEveryChoice() throws InterruptedException {
    try (Scripted s = new Scripted(b -> b, notes)) {
      s.submit("a", 5, b -> b.n(3)).await();
      assertThat(notes.first).hasSize(1);
      assertThat(notes.next).hasSize(3 * 4).allMatch(gap -> gap >= 0);
    }
  }

  @Test
  void tellsHowARequestWent() throws InterruptedException {
    try (Scripted s = new Scripted(b -> b, notes)) {
      s.run("x".repeat(40) + "a", 3);
      List<RequestReport> told = Collections.synchronizedList(new ArrayList<>());
      GenerationRequest request =
          GenerationRequest.builder().prompt("x".repeat(40) + "a").maxNewTokens(3).n(2).build();
      long before = notes.first.size();
      s.engine.submit(request, "mine", told::add).await();
      assertThat(told).containsExactly(notes.ended.getLast());
      assertThat(notes.ended).hasSize(2);
      RequestReport report = told.getFirst();
      assertThat(report.id()).isEqualTo("mine");
      assertThat(report.promptTokens()).isEqualTo(41);
      assertThat(report.reusedTokens()).isEqualTo(40);
      assertThat(report.generatedTokens()).isEqualTo(6);
      assertThat(report.choices()).isEqualTo(2);
      assertThat(report.reason()).isEqualTo(FinishReason.MAX_NEW_TOKENS);
      assertThat(report.queuedNanos()).isPositive();
      assertThat(report.queuedNanos() + report.prefillNanos())
          .isEqualTo(notes.first.get((int) before));
      assertThat(report.decodeNanos()).isPositive();
    }
  }

  @Test
  void aRequestThatNeverRanWasQueuedOnly() throws InterruptedException {
    try (Scripted s = new Scripted(b -> b.maxSequences(1), notes)) {
      var gate = s.gate();
      Generation running = s.submit("a", 2);
      Generation waiting = s.submit("b", 2);
      waiting.cancel();
      gate.release(1_000);
      waiting.await();
      running.await();
      assertThat(notes.ended)
          .anySatisfy(report -> {
            assertThat(report.reason()).isEqualTo(FinishReason.CANCELLED);
            assertThat(report.queuedNanos()).isPositive();
            assertThat(report.prefillNanos() + report.decodeNanos()).isZero();
            assertThat(report.generatedTokens()).isZero();
          });
      assertThat(notes.first).hasSize(1);
    }
  }

  @Test
  void aFailedBatchIsReportedToo() throws InterruptedException {
    try (Scripted s = new Scripted(b -> b, notes)) {
      s.runner.failNextDecode = true;
      s.run("abc", 2);
      Scripted.await(() -> s.engine.statistics().steps() == 1);
      assertThat(notes.steps.getFirst().promptTokens()).isEqualTo(3);
      assertThat(notes.ended.getFirst().reason()).isEqualTo(FinishReason.ERROR);
    }
  }

  @Test
  void anObserverThatFailsHarmsNobody() throws InterruptedException {
    EngineObserver broken =
        new EngineObserver() {
          @Override
          public void step(StepReport step) {
            throw new IllegalStateException("step");
          }

          @Override
          public void firstToken(long nanos) {
            throw new IllegalStateException("first");
          }

          @Override
          public void nextToken(long nanos) {
            throw new IllegalStateException("next");
          }

          @Override
          public void ended(RequestReport request) {
            throw new IllegalStateException("ended");
          }
        };
    try (Scripted s = new Scripted(b -> b, broken)) {
      assertThat(s.text("a", 3)).isEqualTo("bcd");
      assertThat(s.text("a", 3)).isEqualTo("bcd");
      assertThat(s.engine.statistics().failed()).isZero();
    }
  }

  @Test
  void stepsAreInFlightRecordings(@TempDir Path folder) throws InterruptedException, IOException {
    Path file = folder.resolve("steps.jfr");
    try (Recording recording = new Recording()) {
      recording.enable(StepEvent.NAME);
      recording.start();
      try (Scripted s = new Scripted(b -> b.batchSize(10), notes)) {
        s.run("a".repeat(25), 4);
      }
      recording.stop();
      recording.dump(file);
    }
    List<RecordedEvent> events = RecordingFile.readAllEvents(file);
    assertThat(events).hasSameSizeAs(notes.steps).hasSize(6);
    for (int i = 0; i < events.size(); i++) {
      RecordedEvent event = events.get(i);
      StepReport step = notes.steps.get(i);
      assertThat(event.getEventType().getName()).isEqualTo("dev.drover.Step");
      assertThat(event.getInt("decoding")).isEqualTo(step.decoding());
      assertThat(event.getInt("promptTokens")).isEqualTo(step.promptTokens());
      assertThat(event.getInt("generatedTokens")).isEqualTo(step.generatedTokens());
      assertThat(event.getDuration("decode").toNanos()).isEqualTo(step.decodeNanos());
      assertThat(event.getDuration("sample").toNanos()).isEqualTo(step.sampleNanos());
      assertThat(event.getDuration("emit").toNanos()).isEqualTo(step.emitNanos());
      assertThat(event.getDuration()).isPositive();
    }
  }
}
