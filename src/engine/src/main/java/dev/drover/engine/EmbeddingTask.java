package dev.drover.engine;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;

/**
 * A request for embeddings inside the engine. The caller's side of it is a {@link Future};
 * everything else belongs to the engine's thread.
 */
final class EmbeddingTask {
  private final EmbeddingRequest request;
  private final List<int[]> inputs;
  private final EmbeddingPooling pooling;
  private final long order;
  private final CompletableFuture<EmbeddingResult> result = new CompletableFuture<>();
  private final long submitted = System.nanoTime();
  private final float[][] embeddings;
  private volatile int next;
  private int missing;

  /**
   * A task to do.
   *
   * @param inputs the tokens of the request's inputs
   * @param pooling the request's or the model's
   * @param order of arrival
   */
  EmbeddingTask(
      EmbeddingRequest request, List<int[]> inputs, EmbeddingPooling pooling, long order) {
    this.request = request;
    this.inputs = inputs;
    this.pooling = pooling;
    this.order = order;
    this.embeddings = new float[inputs.size()][];
    this.missing = inputs.size();
  }

  /** An input of which some first tokens are computed. */
  final class Input {
    final int[] tokens;
    final Pool pool;
    private final int index;
    int computed;

    private Input(int index) {
      this.index = index;
      this.tokens = inputs.get(index);
      this.pool = new Pool(pooling, tokens.length);
    }

    EmbeddingTask task() {
      return EmbeddingTask.this;
    }

    int rest() {
      return tokens.length - computed;
    }

    /** All tokens were pooled. */
    void finish() {
      embeddings[index] = pool.vector(request.dimensions(), request.normalize());
      if (--missing == 0) {
        result.complete(new EmbeddingResult(List.of(embeddings), promptTokens()));
      }
    }
  }

  int priority() {
    return request.scheduling().priority();
  }

  String client() {
    return request.scheduling().client();
  }

  /** The LoRA adapter it is computed with, null for none. */
  String adapter() {
    return request.adapter();
  }

  /** Order of arrival. */
  long order() {
    return order;
  }

  /** What the caller holds. */
  Future<EmbeddingResult> result() {
    return result;
  }

  /** Whether some input has not been in a batch yet. */
  boolean hasNext() {
    return next < inputs.size();
  }

  int nextLength() {
    return inputs.get(next).length;
  }

  /** The next input, which begins now. */
  Input next() {
    Input input = new Input(next);
    next++;
    return input;
  }

  /** Whether an input has been in a batch. Any thread. */
  boolean started() {
    return next > 0;
  }

  /** Whether there is nothing left to do, because it is done, failed, cancelled or too late. */
  boolean isOver() {
    var limit = request.scheduling().deadline();
    if (limit != null && System.nanoTime() - submitted > limit.toNanos()) {
      fail(new TimeoutException("the deadline of " + limit.toMillis() + " ms has passed"));
    }
    return result.isDone();
  }

  void fail(Exception why) {
    result.completeExceptionally(why);
  }

  private int promptTokens() {
    return inputs.stream().mapToInt(tokens -> tokens.length).sum();
  }
}
