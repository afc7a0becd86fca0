package dev.drover.functions.openai;

import dev.drover.engine.Generation;
import dev.drover.engine.GenerationEvent;
import dev.drover.engine.GenerationEvent.Delta;
import dev.drover.engine.GenerationEvent.Finished;
import dev.drover.engine.GenerationEvent.PromptLogprobs;
import dev.drover.engine.GenerationEvent.PromptStates;
import dev.drover.engine.GenerationEvent.Steered;
import dev.drover.engine.TokenLogprobs;
import dev.drover.engine.Tokenizer;
import dev.drover.functions.EventWriter;
import dev.drover.functions.Generations;
import dev.drover.functions.steering.AppliedSteering;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A completion as events: each choice's echo, what is new, why it ended, and {@code [DONE]}. */
final class CompletionChunks {
  private final Replies.Head head;
  private final Generation generation;
  private final List<String> echoes;
  private final int n;
  private final boolean logprobs;
  private final boolean usageWanted;
  private final Tokenizer tokenizer;
  private final List<CompletionLogprobs.Builder> lists;

  /**
   * Events of a generation.
   *
   * @param head the same in all chunks
   * @param generation where events come from
   * @param echoes what each choice's text begins with
   * @param n choices a prompt
   * @param logprobs whether they are reported
   * @param usageWanted whether the usage is
   * @param tokenizer names tokens
   */
  CompletionChunks(
      Replies.Head head,
      Generation generation,
      List<String> echoes,
      int n,
      boolean logprobs,
      boolean usageWanted,
      Tokenizer tokenizer) {
    this.head = head;
    this.generation = generation;
    this.echoes = echoes;
    this.n = n;
    this.logprobs = logprobs;
    this.usageWanted = usageWanted;
    this.tokenizer = tokenizer;
    this.lists =
        Stream.generate(() -> new CompletionLogprobs.Builder(tokenizer))
            .limit(echoes.size())
            .toList();
  }

  /** Writes all events. */
  void write(EventWriter events) throws IOException, InterruptedException {
    for (int i = 0; i < echoes.size(); i++) {
      if (!echoes.get(i).isEmpty()) {
        events.data(chunk(new Completion.Choice(i, echoes.get(i), null, null, null)));
      }
    }
    int generated = 0;
    List<AppliedSteering> steering = null;
    for (GenerationEvent e = generation.next(); e != null; e = generation.next()) {
      switch (e) {
        case PromptLogprobs prompt -> write(prompt, events);
        case PromptStates _ -> throw new IllegalStateException("nobody asked for it");
        case Steered steered -> steering = AppliedSteering.listOf(steered.terms());
        case Delta delta -> write(delta, events);
        case Finished finish -> {
          Generations.check(finish);
          generated += finish.generatedTokens();
          String reason = Replies.finishReason(finish.reason());
          events.data(
              chunk(
                  new Completion.Choice(finish.choice(), "", null, reason, finish.confidence()),
                  steering));
        }
      }
    }
    if (usageWanted) {
      events.data(
          head.completion(
              List.of(), Optional.of(Usage.of(generation.promptTokens(), generated)), null));
    }
    events.text(OpenAiDialect.DONE);
  }

  private void write(Delta delta, EventWriter events) throws IOException {
    List<TokenLogprobs> reported = Replies.reported(logprobs, delta.logprobs(), tokenizer);
    if (!Replies.silent(delta, reported)) {
      CompletionLogprobs next = lists.get(delta.choice()).next(reported);
      events.data(chunk(new Completion.Choice(delta.choice(), delta.text(), next, null, null)));
    }
  }

  /** All choices of a prompt begin with it. */
  private void write(PromptLogprobs prompt, EventWriter events) throws IOException {
    for (int i = 0; i < n; i++) {
      int choice = prompt.choice() + i;
      CompletionLogprobs next = lists.get(choice).next(prompt.logprobs());
      events.data(chunk(new Completion.Choice(choice, "", next, null, null)));
    }
  }

  private Completion chunk(Completion.Choice choice) {
    return chunk(choice, null);
  }

  private Completion chunk(Completion.Choice choice, List<AppliedSteering> steering) {
    return head.completion(List.of(choice), usageWanted ? Optional.empty() : null, steering);
  }
}
