package dev.drover.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

/** A model that only embeds; a token's vector is (token, position, 1). */
class EncoderLaneTest {

  /** Inputs of 48 tokens at most, in batches of 64. */
  private static Scripted encoder() {
    return new Scripted(
        b -> b.contextLength(48), EngineObserver.NONE, runner -> runner.encoder = true);
  }

  private static EmbeddingRequest raw(String... texts) {
    return EmbeddingRequest.builder().texts(List.of(texts)).normalize(false).build();
  }

  @Test
  void inputsAreWholeInTheirBatch() throws Exception {
    try (Scripted s = encoder()) {
      Semaphore gate = s.gate();
      var first = s.engine.embed(raw("x".repeat(40), "y".repeat(30), "zz", "v".repeat(33)));
      var second = s.engine.embed(raw("w".repeat(31)));
      gate.release(10);
      assertThat(first.get().embeddings())
          .containsExactly(
              new float[] {'x', 39, 1},
              new float[] {'y', 29, 1},
              new float[] {'z', 1, 1},
              new float[] {'v', 32, 1});
      assertThat(second.get().embeddings()).containsExactly(new float[] {'w', 30, 1});
      assertThat(s.runner.batches)
          .containsExactly(Collections.nCopies(40, 0), rows(30, 2), rows(33, 31));
      assertThat(s.engine.statistics().embeddedTokens()).isEqualTo(136);
    }
    // Closing looks at the books, as any idle engine does.
  }

  private static List<Integer> rows(int first, int second) {
    List<Integer> rows = new java.util.ArrayList<>(Collections.nCopies(first, 0));
    rows.addAll(Collections.nCopies(second, 1));
    return rows;
  }

  @Test
  void refusesInputsThatAreTooLong() throws Exception {
    try (Scripted s = encoder()) {
      assertThatThrownBy(() -> s.engine.embed(raw("x", "x".repeat(49))))
          .isInstanceOf(PromptTooLongException.class)
          .hasMessage(
              "`input[1]` must hold at most 48 tokens, which is the lesser of the model's context"
                  + " and the engine's batch-size, given 49");
      assertThat(s.engine.embed(raw("x".repeat(48))).get().promptTokens()).isEqualTo(48);
    }
  }

  @Test
  void refusesToGenerateBeforeTheQueue() {
    try (Scripted s = encoder()) {
      String message = "`model` must be one that writes text, given `scripted`, which only embeds";
      assertThatThrownBy(() -> s.submit("x", 1))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessage(message);
      assertThatThrownBy(() -> s.submit("x", 1, b -> b.reproducible(true))).hasMessage(message);
      assertThatThrownBy(() -> s.engine.prefixes().pin("p", new Prompt.Text("x"), null))
          .hasMessage(message);
      assertThatThrownBy(() -> s.engine.call(lane -> 1)).hasMessage(message);
      assertThat(s.engine.statistics().waiting()).isZero();
    }
  }

  @Test
  void cancelsAndFailsAsOthersDo() throws Exception {
    try (Scripted s = encoder()) {
      s.runner.failNextDecode = true;
      assertThatThrownBy(() -> s.engine.embed(raw("a")).get())
          .hasCauseInstanceOf(GenerationFailedException.class);
      Semaphore gate = s.gate();
      var running = s.engine.embed(raw("b"));
      Scripted.await(gate::hasQueuedThreads);
      var cancelled = s.engine.embed(raw("c"));
      cancelled.cancel(true);
      gate.release(10);
      running.get();
      assertThat(s.engine.embed(raw("d")).get().promptTokens()).isEqualTo(1);
      assertThat(s.runner.tokens).containsExactly((int) 'a', (int) 'b', (int) 'd');
    }
  }

  @Test
  void aModelThatRanksHasNoEmbeddings() throws Exception {
    try (Scripted s = new Scripted(b -> b, EngineObserver.NONE, runner -> runner.pooling = null)) {
      assertThatThrownBy(() -> s.engine.embed(raw("a")))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessage("`model` must be one that embeds, given `scripted`, which ranks");
      assertThat(s.text("a", 2)).isEqualTo("bc");
    }
  }
}
