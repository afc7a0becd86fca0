package dev.drover.engine;

import dev.drover.engine.constraint.Matcher;
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

  /** What its constraint allows next, or null. */
  final Matcher matcher;

  /** The search it belongs to, or null. */
  final BeamSearch search;

  /** Its guesses, or null if its tokens come one by one. */
  Speculation speculation;

  /** When its last token was drawn, on the clock of {@link System#nanoTime}; 0 before the first. */
  long drawnAt;

  private int[] tokens;
  private int size;
  private GenerationEvent.Finished finished;
  private boolean unseen;

  Sequence(Task task, int choice) {
    this.task = task;
    this.matcher = task.matcher();
    this.search =
        task.request.decoding().kind() == Decoding.BEAM ? new BeamSearch(task, this) : null;
    this.choice = choice;
    this.sampler = new Sampler(task.sampling, choice, task.prompt);
    this.text =
        new TextStream(task.request.stopping().stop(), task.request.stopping().includeStop());
    this.tokens = Arrays.copyOf(task.prompt, task.prompt.length + 64);
    this.size = task.prompt.length;
  }

  private Sequence(Sequence other) {
    task = other.task;
    choice = other.choice;
    sampler = other.sampler.fork();
    matcher = other.matcher == null ? null : other.matcher.fork();
    search = other.search;
    text = other.text;
    tokens = Arrays.copyOf(other.tokens, other.tokens.length);
    size = other.size;
  }

  /** Another sequence of the same search that goes on from here; it has no place yet. */
  Sequence copy() {
    return new Sequence(this);
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

  /** Most tokens it may still generate. */
  int wanted() {
    return task.request.stopping().maxNewTokens() - generated();
  }

  /** What it has generated. */
  List<Integer> generatedTokens() {
    return Arrays.stream(tokens, task.prompt.length, size).boxed().toList();
  }

  /**
   * Tokens still to be decoded; one once the prompt is through, none while it waits for the rows of
   * others of its search.
   */
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
    if (matcher != null) {
      matcher.accept(token);
    }
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
   * stands for all choices of its request ends them all, and so does one of a search.
   */
  void finish(FinishReason reason, String stop, String message) {
    if (isFinished()) {
      return;
    }
    if (search != null) {
      search.abort(reason, message);
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

  /**
   * Ends the sequence of a search, which tells the caller itself.
   *
   * @param unseen whether it is not to be counted
   */
  void discard(FinishReason reason, boolean unseen) {
    this.unseen = unseen;
    finished = new GenerationEvent.Finished(choice, reason, null, null, generated(), 0, 0);
  }

  /** Whether nobody is to count it. */
  boolean isUnseen() {
    return unseen;
  }

  /** Older requests first; of one request, the lower choice. */
  static int byAge(Sequence a, Sequence b) {
    return a.task.order != b.task.order
        ? Long.compare(a.task.order, b.task.order)
        : Integer.compare(a.choice, b.choice);
  }
}
