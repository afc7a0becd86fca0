package dev.drover.engine;

import dev.drover.engine.EmbeddingTask.Input;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntSupplier;

/**
 * The requests for embeddings and, once there is one, a memory of their own over the same model.
 * Many inputs share a batch; one that is longer than a batch is computed in several, but for models
 * that read in both directions, whose inputs are never longer. Belongs to the engine's thread, but
 * for {@link #submit} and the counts.
 */
final class EmbeddingLane {
  private static final Logger LOG = System.getLogger(EmbeddingLane.class.getName());

  private final ModelRunner model;
  private final FairShare shares;
  private final Counters counters;
  private final Meter meter;
  private final float[] row;

  /** Every request that is not over. */
  private final Queue<EmbeddingTask> open = new ConcurrentLinkedQueue<>();

  /** Who is served next, as in {@link Scheduler}. */
  private final Comparator<EmbeddingTask> turn;

  private ModelRunner runner;

  /** The input whose first tokens alone are computed, always sequence 0, or null. */
  private Input split;

  EmbeddingLane(ModelRunner model, FairShare shares, Counters counters, Meter meter) {
    this.model = model;
    this.shares = shares;
    this.turn =
        Comparator.comparingInt(EmbeddingTask::priority)
            .thenComparingDouble(task -> shares.served(task.client()))
            .thenComparingLong(EmbeddingTask::order);
    this.counters = counters;
    this.meter = meter;
    this.row = new float[model.info().embeddingWidth()];
  }

  /**
   * An input's part of a batch.
   *
   * @param count how many of its tokens, from {@code computed} on
   * @param row of the first of them
   */
  private record Chunk(Input input, int count, int row) {}

  void submit(EmbeddingTask task) {
    shares.enter(task.client());
    open.add(task);
  }

  /** Requests of which nothing has been in a batch. */
  int waitingCount() {
    return (int) open.stream().filter(task -> !task.started()).count();
  }

  /** Requests under way. */
  int runningCount() {
    return (int) open.stream().filter(EmbeddingTask::started).count();
  }

  boolean isEmpty() {
    return open.isEmpty();
  }

  /**
   * One round: end what is over, decode a batch, pool.
   *
   * @param room asked for the most tokens of the batch, ≥ 1, if there is one
   * @return false if there was nothing to do
   */
  boolean step(IntSupplier room) {
    retire();
    if (split != null && split.task().isOver()) {
      runner.forget(0);
      split = null;
    }
    if (open.isEmpty()) {
      return false;
    }
    if (runner == null) {
      try {
        runner = model.forEmbeddings();
      } catch (RuntimeException e) {
        LOG.log(Level.WARNING, "no embeddings of this model", e);
        endAll(new GenerationFailedException(e.getMessage()));
        return true;
      }
    }
    decode(plan(room.getAsInt()));
    retire();
    return true;
  }

  private void retire() {
    open.removeIf(task -> {
      boolean over = task.isOver();
      if (over) {
        shares.leave(task.client());
      }
      return over;
    });
  }

  /**
   * Fills a batch in the order of turns, with inputs of one adapter; only the first input of it may
   * be in parts.
   */
  private List<Chunk> plan(int room) {
    List<EmbeddingTask> waiting =
        open.stream().filter(EmbeddingTask::hasNext).sorted(turn).toList();
    String adapter = (split != null ? split.task() : waiting.getFirst()).adapter();
    runner.clear();
    runner.adapter(adapter);
    List<Chunk> batch = new ArrayList<>();
    int left = room;
    if (split != null) {
      left -= add(batch, split, left);
    }
    for (EmbeddingTask task : waiting) {
      while (task.hasNext() && Objects.equals(task.adapter(), adapter)) {
        boolean fits = task.nextLength() <= left && batch.size() < runner.sequences();
        if (!fits && !batch.isEmpty()) {
          return batch;
        }
        left -= add(batch, task.next(), left);
      }
    }
    return batch;
  }

  private int add(List<Chunk> batch, Input input, int room) {
    int count = Math.min(input.rest(), room);
    int first = -1;
    for (int i = 0; i < count; i++) {
      int position = input.computed + i;
      int added = runner.add(input.tokens[position], position, batch.size(), true);
      first = i == 0 ? added : first;
    }
    batch.add(new Chunk(input, count, first));
    return count;
  }

  private void decode(List<Chunk> batch) {
    split = null;
    long began = System.nanoTime();
    try {
      runner.decode();
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "a batch of " + batch.size() + " inputs failed", e);
      for (int sequence = 0; sequence < batch.size(); sequence++) {
        runner.forget(sequence);
        fail(batch.get(sequence), e);
      }
      return;
    } finally {
      meter.decoded(List.of(), System.nanoTime() - began);
    }
    for (int sequence = 0; sequence < batch.size(); sequence++) {
      Chunk chunk = batch.get(sequence);
      counters.embedded(chunk.count());
      shares.charge(chunk.input().task().client(), chunk.count(), 0);
      boolean ends = chunk.count() == chunk.input().rest();
      try {
        pool(chunk);
        if (ends) {
          chunk.input().finish();
        } else {
          split = chunk.input();
        }
      } catch (RuntimeException e) {
        LOG.log(Level.WARNING, "an input failed", e);
        fail(chunk, e);
      }
      if (split != chunk.input()) {
        runner.forget(sequence);
      }
    }
  }

  private static void fail(Chunk chunk, RuntimeException why) {
    chunk.input().task().fail(new GenerationFailedException(why.getMessage()));
  }

  private void pool(Chunk chunk) {
    Pool pool = chunk.input().pool;
    for (int i = 0; i < chunk.count(); i++) {
      if (pool.wantsNext()) {
        runner.embedding(chunk.row() + i, row);
        pool.add(row);
      } else {
        pool.skip();
      }
    }
    chunk.input().computed += chunk.count();
  }

  /** Ends every request. */
  void endAll(RuntimeException why) {
    open.forEach(task -> task.fail(why));
    retire();
    if (split != null) {
      runner.forget(0);
      split = null;
    }
  }

  /** What is in memory though no input is under way; empty if all is well. */
  List<String> faults() {
    List<String> faults = new ArrayList<>();
    if (runner != null && split == null) {
      for (int sequence = 0; sequence < runner.sequences(); sequence++) {
        if (runner.length(sequence) != 0) {
          faults.add("sequence " + sequence + " of the embeddings was not forgotten");
        }
      }
    }
    return faults;
  }

  void close() {
    if (runner != null && runner != model) {
      runner.close();
    }
  }
}
