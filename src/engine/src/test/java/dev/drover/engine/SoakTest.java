package dev.drover.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

/** Many requests of every kind, some cancelled anywhere in their life, leave nothing behind. */
class SoakTest {
  private static final int REQUESTS = 10_000;
  private static final String[] METHODS = {
    null, null, null, null, null, "ssd", "ssd", "beam-search", "ensemble-sampling"
  };
  private static final String[] ADAPTERS = {null, null, null, "terse", "formal"};

  @Test
  void tenThousandRequestsLeaveNothingBehind() throws InterruptedException {
    Random random = new Random(11);
    Semaphore place = new Semaphore(60);
    List<Thread> readers = new ArrayList<>();
    List<String> wrong = new ArrayList<>();
    int threads = platformThreads();
    try (Scripted s =
        new Scripted(b -> b.cells(700).eventBuffer(4).maxSequences(8).maxWaiting(1024))) {
      for (int i = 0; i < REQUESTS; i++) {
        place.acquire();
        Request request = Request.any(random);
        Generation generation = s.submit(request.prompt, request.tokens, request::options);
        readers.add(
            Thread.ofVirtual()
                .start(() -> {
                  String fault = request.fault(generation);
                  if (fault != null) {
                    synchronized (wrong) {
                      wrong.add(request + ": " + fault);
                    }
                  }
                  place.release();
                }));
      }
      for (Thread reader : readers) {
        reader.join();
      }
      assertThat(wrong).isEmpty();
      s.engine.close();
      EngineStatistics end = s.engine.statistics();
      assertThat(end.waiting()).isZero();
      assertThat(end.cells()).isZero();
      assertThat(end.reusedTokens()).isPositive();
      assertThat(end.preempted()).isPositive();
      assertThat(end.cancelled()).isPositive();
      assertThat(end.failed()).isZero();
    }
    assertThat(platformThreads()).isLessThanOrEqualTo(threads);
  }

  private static int platformThreads() {
    return (int)
        Thread.getAllStackTraces().keySet().stream()
            .filter(t -> t.getName().startsWith("drover-"))
            .count();
  }

  private record Request(
      String prompt,
      int tokens,
      int n,
      String method,
      int priority,
      String client,
      String adapter,
      boolean reproducible,
      Integer promptLogprobs,
      Duration deadline,
      int cancelAfter) {

    static Request any(Random random) {
      String method = METHODS[random.nextInt(METHODS.length)];
      return new Request(
          "s".repeat(random.nextInt(80))
              + "t".repeat(random.nextInt(60))
              + (char) ('a' + random.nextInt(4)),
          random.nextInt(1, 12),
          random.nextInt(10) == 0 && mayChoose(method) ? random.nextInt(2, 5) : 1,
          method,
          random.nextInt(3),
          "client " + random.nextInt(5),
          ADAPTERS[random.nextInt(ADAPTERS.length)],
          random.nextInt(20) == 0,
          random.nextInt(20) == 0 ? 1 : null,
          random.nextInt(20) == 0 ? Duration.ofMillis(random.nextInt(1, 5)) : null,
          random.nextInt(5) == 0 ? random.nextInt(3) : -1);
    }

    /** Other choices of a search are other texts, and an ensemble has one. */
    private static boolean mayChoose(String method) {
      return method == null || method.equals("ssd");
    }

    GenerationRequest.Builder options(GenerationRequest.Builder b) {
      if ("ensemble-sampling".equals(method)) {
        EnsembleMember one = EnsembleMember.of(null);
        b.ensemble(List.of(one, one), client.endsWith("0") ? Voting.MAJORITY : Voting.MEAN);
      }
      return b.n(n)
          .method(method)
          .priority(priority)
          .client(client)
          .adapter(adapter)
          .reproducible(reproducible)
          .promptLogprobs(promptLogprobs)
          .deadline(deadline);
    }

    /** Reads the events, cancels where it should; null if all came as it must. */
    String fault(Generation generation) {
      StringBuilder[] texts = new StringBuilder[n];
      for (int i = 0; i < n; i++) {
        texts[i] = new StringBuilder();
      }
      int ended = 0;
      int read = 0;
      try (generation) {
        if (cancelAfter == 0) {
          generation.cancel();
        }
        for (GenerationEvent event; (event = generation.next()) != null; ) {
          if (++read == cancelAfter) {
            generation.cancel();
          }
          switch (event) {
            case GenerationEvent.PromptLogprobs part -> {}
            case GenerationEvent.PromptStates part -> {}
            case GenerationEvent.Steered steered -> {}
            case GenerationEvent.Delta delta -> texts[delta.choice()].append(delta.text());
            case GenerationEvent.Finished finished -> {
              ended++;
              boolean whole = finished.reason() == FinishReason.MAX_NEW_TOKENS;
              boolean may =
                  whole
                      || (finished.reason() == FinishReason.CANCELLED && cancelAfter >= 0)
                      || (finished.reason() == FinishReason.DEADLINE && deadline != null);
              String text = texts[finished.choice()].toString();
              if (!may || !expected().startsWith(text) || (whole && !text.equals(expected()))) {
                return finished + " after " + text;
              }
            }
          }
        }
      } catch (InterruptedException e) {
        return "interrupted";
      }
      return ended == n ? null : ended + " of " + n + " choices ended";
    }

    private String expected() {
      return Scripted.counted(prompt, tokens);
    }
  }
}
