package dev.drover.engine;

import dev.drover.engine.sampling.Sampler;
import dev.drover.engine.text.TextStream;
import java.util.Arrays;
import java.util.List;

/**
 * One choice of a request as it grows: its tokens, how many of them the model has computed, its
 * sampler and its text. Belongs to the engine's thread.
 *
 * <p>{@code 0 ≤ computed < size} while it runs: the last token is always still to be decoded.
 */
final class Sequence {
  final Task task;
  final int choice;
  final Sampler sampler;
  final TextStream text;
  final Confidence confidence = new Confidence();

  /** The sequence's number in the model's memory, or -1 while it waits. */
  int id = -1;

  /** How many of its tokens are in the model's memory. */
  int computed;

  /** Cells it holds beside those that the memory's tree knows. */
  int reserved;

  /** When its last token was drawn, on the clock of {@link System#nanoTime}; 0 before the first. */
  long drawnAt;

  private int[] tokens;
  private int size;
  private GenerationEvent.Finished finished;

  Sequence(Task task, int choice) {
    this.task = task;
    this.choice = choice;
    this.sampler = new Sampler(task.sampling, choice, task.prompt);
    this.text =
        new TextStream(task.request.stopping().stop(), task.request.stopping().includeStop());
    this.tokens = Arrays.copyOf(task.prompt, task.prompt.length + 64);
    this.size = task.prompt.length;
  }

  /** It has a number in the model's memory, where its first {@code known} tokens are already. */
  void begin(int number, int known) {
    id = number;
    computed = known;
  }

  int size() {
    return size;
  }

  int token(int position) {
    return tokens[position];
  }

  /** Its tokens; those from {@link #size} on mean nothing. Not to be changed. */
  int[] tokens() {
    return tokens;
  }

  int generated() {
    return size - task.prompt.length;
  }

  /** Tokens still to be decoded; one once the prompt is through. */
  int remaining() {
    return size - computed;
  }

  /** Whether all but the token it has generated last is computed. */
  boolean isDecoding() {
    return generated() > 0 && remaining() == 1;
  }

  /** How many tokens it begins with as another does; 0 where nothing can be shared. */
  int common(Sequence other) {
    if (!task.prefixKey.equals(other.task.prefixKey)) {
      return 0;
    }
    int end = Math.min(size, other.size - 1);
    int mismatch = Arrays.mismatch(tokens, 0, end, other.tokens, 0, end);
    return mismatch < 0 ? end : mismatch;
  }

  /** Whether its reader has fallen behind, so that it must not grow. */
  boolean isPaused() {
    return task.events.isFull();
  }

  void append(int token) {
    if (size == tokens.length) {
      tokens = Arrays.copyOf(tokens, 2 * size);
    }
    tokens[size++] = token;
  }

  boolean isFinished() {
    return finished != null;
  }

  /** Why the sequence ended, or null while it lives. */
  FinishReason reason() {
    return finished == null ? null : finished.reason();
  }

  /**
   * Ends the sequence; the first reason stands. Emits the text that was held back. A sequence that
   * stands for all choices of its request ends them all.
   */
  void finish(FinishReason reason, String stop, String message) {
    if (isFinished()) {
      return;
    }
    text.finish();
    String rest = text.take();
    if (!rest.isEmpty()) {
      task.emit(new GenerationEvent.Delta(choice, List.of(), rest, List.of()));
    }
    finished =
        new GenerationEvent.Finished(
            choice,
            reason,
            stop,
            message,
            generated(),
            confidence.mean(),
            confidence.logProbability());
    task.finish(finished);
    if (!task.forked) {
      task.forked = true;
      for (int other = 1; other < task.request.bestOf(); other++) {
        task.finish(new GenerationEvent.Finished(other, reason, stop, message, 0, 0, 0));
      }
    }
  }

  /** Older requests first; of one request, the lower choice. */
  static int byAge(Sequence a, Sequence b) {
    return a.task.order != b.task.order
        ? Long.compare(a.task.order, b.task.order)
        : Integer.compare(a.choice, b.choice);
  }
}
