package dev.drover.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/**
 * Decides which sequences have a place in the model's memory and which of their tokens the next
 * batch holds. Belongs to the engine's thread.
 *
 * <p>Older requests come first. Memory is a budget of tokens shared by all: a sequence is admitted
 * when its tokens fit and grows as it generates; where memory runs out the youngest gives up its
 * own and is computed again later, which changes nothing it says.
 */
final class Scheduler {
  /** Cells per running sequence that stay free when another is admitted, so that all can grow. */
  private static final int HEADROOM = 8;

  private final ModelRunner runner;
  private final EngineConfig config;
  private final Cells cells;
  private final PriorityQueue<Sequence> waiting = new PriorityQueue<>(Sequence::byAge);
  private final List<Sequence> running = new ArrayList<>();
  private final ArrayDeque<Integer> freeIds = new ArrayDeque<>();
  private final List<Chunk> chunks = new ArrayList<>();
  private long preempted;

  /**
   * A sequence's part of a batch.
   *
   * @param count how many of its tokens, from {@code computed} on
   * @param row the row of logits of its last token, or -1 if more of the prompt follows
   */
  record Chunk(Sequence sequence, int count, int row) {}

  Scheduler(ModelRunner runner, EngineConfig config) {
    this.runner = runner;
    this.config = config;
    this.cells = new Cells(runner.cells());
    for (int id = 0; id < config.maxSequences(); id++) {
      freeIds.add(id);
    }
  }

  void enqueue(Sequence sequence) {
    waiting.add(sequence);
  }

  /** Gives waiting sequences a place while there is room, the oldest first. */
  void admit() {
    while (!waiting.isEmpty() && !freeIds.isEmpty()) {
      Sequence s = waiting.peek();
      int headroom = running.isEmpty() ? 0 : HEADROOM * (running.size() + 1);
      if (cells.used() + s.size() + headroom > cells.capacity()) {
        return;
      }
      cells.take(s.size());
      s.ownCells = s.size();
      run(waiting.remove());
    }
  }

  /**
   * Fills the model's batch: first one token for every sequence that generates, then as much prompt
   * as leaves running streams their pace.
   */
  List<Chunk> plan() {
    chunks.clear();
    runner.clear();
    grow();
    for (Sequence s : running) {
      // Its reader may catch up at any time; what counts is whether it has a cell.
      if (s.remaining() == 1 && s.heldCells() >= s.size()) {
        add(s, 1);
      }
    }
    int room = config.batchSize() - chunks.size();
    int prefill = chunks.isEmpty() ? room : Math.min(room, config.prefillChunk());
    for (Sequence s : running) {
      if (s.remaining() > 1 && prefill > 0) {
        int count = Math.min(s.remaining(), prefill);
        add(s, count);
        prefill -= count;
      }
    }
    return chunks;
  }

  /**
   * Gives a sibling of a sequence whose prompt is computed a place of its own, on the same memory.
   *
   * @return false if there is no place; the sibling waits then and is computed by itself
   */
  boolean fork(Sequence leader, Sequence sibling) {
    if (freeIds.isEmpty() || !runner.share(leader.id, freeIds.peek())) {
      enqueue(sibling);
      return false;
    }
    if (leader.sharedCells == null) {
      leader.sharedCells = cells.share(leader.ownCells);
      leader.ownCells = 0;
    }
    cells.join(leader.sharedCells);
    sibling.sharedCells = leader.sharedCells;
    run(sibling);
    sibling.computed = leader.computed;
    return true;
  }

  /**
   * Lets go of finished sequences and frees what they hold.
   *
   * @param ended told of each
   */
  void retire(Consumer<Sequence> ended) {
    retire(waiting, ended);
    retire(running, ended);
  }

  private void retire(Collection<Sequence> sequences, Consumer<Sequence> ended) {
    for (Iterator<Sequence> all = sequences.iterator(); all.hasNext(); ) {
      Sequence s = all.next();
      if (s.isFinished()) {
        all.remove();
        if (s.id >= 0) {
          release(s);
        }
        ended.accept(s);
      }
    }
  }

  void forEach(Consumer<Sequence> action) {
    running.forEach(action);
    waiting.forEach(action);
  }

  int waitingCount() {
    return waiting.size();
  }

  int runningCount() {
    return running.size();
  }

  int usedCells() {
    return cells.used();
  }

  int cellCapacity() {
    return cells.capacity();
  }

  long preemptedCount() {
    return preempted;
  }

  private void add(Sequence s, int count) {
    int row = -1;
    boolean last = count == s.remaining();
    for (int i = 0; i < count; i++) {
      int position = s.computed + i;
      boolean logits = last && i == count - 1;
      row = runner.add(s.token(position), position, s.id, logits);
    }
    chunks.add(new Chunk(s, count, last ? row : -1));
  }

  /**
   * Takes a cell for the newest token of every sequence whose reader keeps up; the youngest yield
   * where none is left.
   */
  private void grow() {
    for (int i = 0; i < running.size(); i++) {
      Sequence s = running.get(i);
      if (s.isPaused()) {
        continue;
      }
      while (s.id >= 0 && s.heldCells() < s.size()) {
        if (cells.take(1)) {
          s.ownCells++;
        } else {
          preempt(running.removeLast());
        }
      }
    }
  }

  private void preempt(Sequence s) {
    release(s);
    waiting.add(s);
    preempted++;
  }

  private void run(Sequence s) {
    s.id = freeIds.remove();
    s.task.start();
    running.add(s);
    running.sort(Sequence::byAge);
  }

  private void release(Sequence s) {
    runner.forget(s.id);
    freeIds.add(s.id);
    cells.release(s.ownCells);
    if (s.sharedCells != null) {
      cells.leave(s.sharedCells);
    }
    s.id = -1;
    s.ownCells = 0;
    s.sharedCells = null;
    s.computed = 0;
  }
}
