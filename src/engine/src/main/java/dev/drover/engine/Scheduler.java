package dev.drover.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;

/**
 * Decides which sequences have a place in the model's memory and which of their tokens the next
 * batch holds. Belongs to the engine's thread.
 *
 * <p>First come the sequences of the better priority, of these the clients that had least, of these
 * the older. A sequence is admitted when its tokens fit and grows as it generates; where memory
 * runs out the last in this order gives up its own and is computed again later, which changes
 * nothing it says.
 */
final class Scheduler {
  /** Cells per running sequence that stay free when another is admitted, so that all can grow. */
  private static final int HEADROOM = 8;

  /** Tokens from which on it is worth waiting for another sequence that computes them. */
  private static final int WORTH_WAITING = 32;

  /** Who keeps its place when there is too little room for all. */
  private static final Comparator<Sequence> ORDER =
      Comparator.<Sequence>comparingInt(s -> s.task.priority()).thenComparing(Sequence::byAge);

  private final ModelRunner runner;
  private final EngineConfig config;
  private final int maxSequences;
  private final KvMemory memory;
  private final Pace pace;
  private final Speculator speculator;
  private final FairShare shares;
  private final Comparator<Sequence> turn;
  private final List<Sequence> waiting = new ArrayList<>();
  private final List<Sequence> running = new ArrayList<>();
  private final List<Sequence> parked = new ArrayList<>();
  private final List<Chunk> chunks = new ArrayList<>();
  private final AdapterTurns turns = new AdapterTurns();
  private String adapter = "";
  private long preempted;
  private long promptTokens;
  private long reusedTokens;

  /**
   * A sequence's part of a batch.
   *
   * @param count how many of its tokens, from {@code computed} on; guesses follow them, as many as
   *     its {@link Speculation} says
   * @param row the row of logits of its last token, or -1 if more of the prompt follows; those of
   *     its guesses come after it
   * @param firstRow the row of its first token
   */
  record Chunk(Sequence sequence, int count, int row, int firstRow) {

    /** How many guesses follow. */
    int drafts() {
      return row < 0 || sequence.speculation == null ? 0 : sequence.speculation.count;
    }
  }

  /**
   * A scheduler of an empty memory.
   *
   * @param grain see {@link KvMemory}
   * @param shares what clients had of the whole engine
   */
  Scheduler(ModelRunner runner, EngineConfig config, int grain, FairShare shares) {
    this.runner = runner;
    this.config = config;
    this.shares = shares;
    this.maxSequences = Math.min(config.maxSequences(), runner.sequences());
    this.memory =
        new KvMemory(runner, maxSequences, config.cachedSequences() > 0 || grain > 1, grain);
    this.speculator = new Speculator(runner, memory);
    this.pace = new Pace(config.pace(), config.maxSequences());
    this.turn =
        Comparator.<Sequence>comparingInt(s -> s.task.priority())
            .thenComparingDouble(s -> shares.served(s.task.client()))
            .thenComparing(Sequence::byAge);
  }

  void enqueue(Sequence sequence) {
    waiting.add(sequence);
    shares.enter(sequence.task.client());
  }

  /**
   * Gives waiting sequences a place while there is room, in the order of their turn. One that will
   * share what another is computing waits for it; no other is overtaken.
   */
  void admit() {
    if (waiting.isEmpty()) {
      return;
    }
    List<Sequence> order = new ArrayList<>(waiting);
    order.sort(turn);
    for (Sequence s : order) {
      if (waitsForAnother(s)) {
        continue;
      }
      while (!fits(s)) {
        Sequence last = running.isEmpty() ? null : running.getLast();
        if (last == null || last.task.priority() <= s.task.priority()) {
          return;
        }
        preempt(running.removeLast());
      }
      waiting.remove(s);
      run(s);
      if (s.task.start()) {
        promptTokens += s.task.prompt.length;
        reusedTokens += s.computed;
        s.task.reused = s.computed;
      }
    }
  }

  private boolean fits(Sequence s) {
    int headroom = running.isEmpty() ? 0 : HEADROOM * (running.size() + 1);
    return running.size() < maxSequences && memory.admit(s, headroom);
  }

  /** Whether a running sequence is about to compute a good part of this one's prompt. */
  private boolean waitsForAnother(Sequence s) {
    if (!memory.reuses(s)) {
      return false;
    }
    int known = -1;
    for (Sequence r : running) {
      int shared = r.remaining() > 1 ? Math.min(r.common(s), s.task.reusable()) : 0;
      if (shared > r.computed) {
        known = known < 0 ? memory.known(s) : known;
        if (shared - known >= WORTH_WAITING) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * Fills the model's batch: first one token for every sequence that generates, then as much prompt
   * as leaves running streams their pace. Sequences of one adapter only; the others are next.
   */
  List<Chunk> plan() {
    chunks.clear();
    runner.clear();
    grow();
    adapter = turns.next(running, memory);
    runner.adapter(adapter.isEmpty() ? null : adapter);
    // Its reader may catch up at any time; what counts is whether a sequence has a cell.
    List<Sequence> ready =
        running.stream()
            .filter(s -> isPlanned(s) && s.remaining() == 1 && memory.hasRoom(s))
            .toList();
    speculator.draft(ready, config.batchSize() - ready.size());
    int rows = 0;
    for (Sequence s : ready) {
      add(s, 1);
      rows += 1 + chunks.getLast().drafts();
    }
    int decoding = ready.size();
    int prefill = config.batchSize() - rows;
    prefill = decoding == 0 ? prefill : Math.min(prefill, config.prefillChunk());
    Pace.Allowance allowance = pace.allowance(decoding);
    for (Sequence s : running) {
      if (isPlanned(s) && s.remaining() > 1 && prefill > 0) {
        int most = Math.min(s.remaining(), prefill);
        int count = decoding == 0 ? most : allowance.take(most, s.computed);
        if (count > 0) {
          add(s, count);
          prefill -= count;
        }
      }
    }
    return chunks;
  }

  /** Tokens that other work of the step may compute, so that running streams keep their pace. */
  int room() {
    int decoding = (int) running.stream().filter(s -> s.remaining() == 1 && !s.isPaused()).count();
    return decoding == 0
        ? config.batchSize()
        : pace.allowance(decoding).take(config.prefillChunk(), 0);
  }

  /** The batch was decoded and took so long. */
  void decoded(List<Chunk> batch, long nanos) {
    int decoding = 0;
    int drafts = 0;
    int prompt = 0;
    double depths = 0;
    for (Chunk chunk : batch) {
      Sequence s = chunk.sequence();
      drafts += chunk.drafts();
      int generated = chunk.count() == 1 && s.remaining() == 1 ? 1 : 0;
      decoding += generated;
      prompt += chunk.count() - generated;
      depths += (chunk.count() - generated) * (s.computed + chunk.count() / 2.0);
      shares.charge(s.task.client(), chunk.count() - generated, generated);
      s.computed += chunk.count();
      if (s.computed <= s.task.prompt.length) {
        memory.publish(s, s.computed);
      }
    }
    if (prompt == 0) {
      speculator.observe(decoding + drafts, nanos);
    }
    if (drafts == 0) {
      pace.observe(decoding, prompt, prompt == 0 ? 0 : depths / prompt, nanos);
    }
  }

  /** A sequence has drawn its tokens, of which so many were guessed before. */
  void verified(Sequence s, int right) {
    speculator.verified(s, right);
    shares.charge(s.task.client(), 0, right);
  }

  /**
   * Gives a sibling of a sequence whose prompt is computed a place of its own, on the same memory.
   *
   * @return false if there is no place; the sibling waits then and is computed by itself
   */
  boolean fork(Sequence leader, Sequence sibling) {
    if (leader.id < 0 || running.size() == maxSequences || !memory.fork(leader, sibling)) {
      enqueue(sibling);
      return false;
    }
    shares.enter(sibling.task.client());
    run(sibling);
    return true;
  }

  /**
   * A sequence has nothing to decode until others of its search have got on: it leaves its place.
   */
  void park(Sequence s) {
    if (running.remove(s)) {
      memory.release(s, true);
      parked.add(s);
    }
  }

  /** Sequences that wait for others leave their places to those that wait for one. */
  void parkIdle() {
    if (!waiting.isEmpty()) {
      running.stream().filter(s -> s.remaining() == 0).toList().forEach(this::park);
    }
  }

  /** A sequence goes on, which may have been parked. */
  void resume(Sequence s) {
    if (parked.remove(s)) {
      waiting.add(s);
    }
  }

  /**
   * Lets go of finished sequences.
   *
   * @param ended told of each
   */
  void retire(Consumer<Sequence> ended) {
    retire(waiting, ended);
    retire(running, ended);
    retire(parked, ended);
  }

  private void retire(Collection<Sequence> sequences, Consumer<Sequence> ended) {
    for (Iterator<Sequence> all = sequences.iterator(); all.hasNext(); ) {
      Sequence s = all.next();
      if (s.isFinished()) {
        all.remove();
        shares.leave(s.task.client());
        speculator.leave(s);
        if (s.id >= 0) {
          // What a failed batch has left in memory is not known.
          memory.release(s, s.reason() != FinishReason.ERROR);
        }
        if (!s.isUnseen()) {
          ended.accept(s);
        }
      }
    }
  }

  void forEach(Consumer<Sequence> action) {
    List.copyOf(parked).forEach(action);
    running.forEach(action);
    waiting.forEach(action);
  }

  boolean isEmpty() {
    return waiting.isEmpty() && running.isEmpty() && parked.isEmpty();
  }

  int waitingCount() {
    return waiting.size();
  }

  int runningCount() {
    return running.size();
  }

  Speculator speculator() {
    return speculator;
  }

  KvMemory memory() {
    return memory;
  }

  long preemptedCount() {
    return preempted;
  }

  /** Tokens of the prompts admitted so far. */
  long promptTokens() {
    return promptTokens;
  }

  /** How many of them were in memory already. */
  long reusedTokens() {
    return reusedTokens;
  }

  /** What is wrong between the books and the model's memory; empty if all is well. */
  List<String> faults() {
    return memory.faults(running);
  }

  private void add(Sequence s, int count) {
    int first = -1;
    int row = -1;
    boolean last = count == s.remaining();
    for (int i = 0; i < count; i++) {
      int position = s.computed + i;
      boolean logits = s.task.needsRow(position) || (last && i == count - 1);
      row = runner.add(s.token(position), position, s.id, logits);
      first = i == 0 ? row : first;
    }
    Chunk chunk = new Chunk(s, count, last ? row : -1, first);
    for (int i = 0; i < chunk.drafts(); i++) {
      runner.add(s.speculation.draft(i), s.computed + count + i, s.id, true);
    }
    s.task.arm(runner, first, s.computed, count + chunk.drafts());
    chunks.add(chunk);
  }

  /** Whether the batch under way may hold the sequence. */
  private boolean isPlanned(Sequence s) {
    return s.task.adapter().equals(adapter);
  }

  /**
   * Takes a cell for the newest token of every sequence whose reader keeps up; the last in order
   * yield where none is left.
   */
  private void grow() {
    for (int i = 0; i < running.size(); i++) {
      Sequence s = running.get(i);
      if (s.isPaused()) {
        continue;
      }
      while (s.id >= 0 && !memory.hasRoom(s)) {
        if (!memory.grow(s)) {
          preempt(running.removeLast());
        }
      }
    }
  }

  private void preempt(Sequence s) {
    speculator.leave(s);
    memory.release(s, true);
    waiting.add(s);
    preempted++;
  }

  private void run(Sequence s) {
    speculator.enter(s);
    running.add(s);
    running.sort(ORDER);
  }
}
