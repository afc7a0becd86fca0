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

/**
 * A chat completion as events: the role of each choice, what is new, why it ended, the usage, and
 * {@code [DONE]}.
 *
 * @param head the same in all chunks
 * @param generation where events come from
 * @param n how many choices
 * @param logprobs whether they are reported
 * @param usageWanted whether the usage is
 * @param tokenizer names tokens
 * @param choices what each choice's text adds
 */
record ChatChunks(
    Replies.Head head,
    Generation generation,
    int n,
    boolean logprobs,
    boolean usageWanted,
    Tokenizer tokenizer,
    List<ChatDeltas> choices) {

  private static final ChatCompletionChunk.Delta NOTHING =
      new ChatCompletionChunk.Delta(null, null, null);

  /** Writes all events. */
  void write(EventWriter events) throws IOException, InterruptedException {
    for (int i = 0; i < n; i++) {
      events.data(
          chunk(i, new ChatCompletionChunk.Delta("assistant", "", null), null, null, null, null));
    }
    int generated = 0;
    List<AppliedSteering> steering = null;
    for (GenerationEvent e = generation.next(); e != null; e = generation.next()) {
      switch (e) {
        case PromptLogprobs _, PromptStates _ ->
            throw new IllegalStateException("nobody asked for it");
        case Steered steered -> steering = AppliedSteering.listOf(steered.terms());
        case Delta delta -> write(delta, events);
        case Finished finish -> {
          Generations.check(finish);
          generated += finish.generatedTokens();
          ChatDeltas choice = choices.get(finish.choice());
          write(finish.choice(), choice.end(), null, events);
          events.data(
              chunk(
                  finish.choice(),
                  NOTHING,
                  null,
                  Replies.finishReason(finish.reason(), choice.isCall()),
                  finish.confidence(),
                  steering));
        }
      }
    }
    if (usageWanted) {
      events.data(
          chunk(List.of(), Optional.of(Usage.of(generation.promptTokens(), generated)), null));
    }
    events.text(OpenAiDialect.DONE);
  }

  private void write(Delta delta, EventWriter events) throws IOException {
    List<TokenLogprobs> reported = Replies.reported(logprobs, delta.logprobs(), tokenizer);
    if (!Replies.silent(delta, reported)) {
      List<ChatCompletionChunk.Delta> deltas = choices.get(delta.choice()).read(delta.text());
      write(delta.choice(), deltas, reported, events);
    }
  }

  /** Log-probabilities go with the first of the deltas, or by themselves. */
  private void write(
      int choice,
      List<ChatCompletionChunk.Delta> deltas,
      List<TokenLogprobs> reported,
      EventWriter events)
      throws IOException {
    ChatLogprobs logprobs = ChatLogprobs.of(reported, tokenizer);
    boolean alone = deltas.isEmpty() && reported != null && !reported.isEmpty();
    for (ChatCompletionChunk.Delta delta : alone ? List.of(NOTHING) : deltas) {
      events.data(chunk(choice, delta, logprobs, null, null, null));
      logprobs = null;
    }
  }

  private ChatCompletionChunk chunk(
      int choice,
      ChatCompletionChunk.Delta delta,
      ChatLogprobs logprobs,
      String finishReason,
      Double confidence,
      List<AppliedSteering> steering) {
    return chunk(
        List.of(new ChatCompletionChunk.Choice(choice, delta, logprobs, finishReason, confidence)),
        usageWanted ? Optional.empty() : null,
        steering);
  }

  private ChatCompletionChunk chunk(
      List<ChatCompletionChunk.Choice> choices,
      Optional<Usage> usage,
      List<AppliedSteering> steering) {
    return new ChatCompletionChunk(
        head.id(),
        "chat.completion.chunk",
        head.created(),
        head.model(),
        choices,
        head.fingerprint(),
        usage,
        steering);
  }
}
