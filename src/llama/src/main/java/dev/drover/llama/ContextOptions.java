package dev.drover.llama;

import java.util.function.Consumer;

/**
 * The shape of a context.
 *
 * @param contextLength cells of the memory, shared by all sequences; 0 for the trained length
 * @param batchSize most tokens in one {@link Context#decode}
 * @param microBatch most tokens computed at once, at most {@code batchSize}
 * @param maxSequences sequences are numbered from 0 to one below this, at most 256
 * @param threads threads while one token is computed, 1 to 512
 * @param batchThreads threads while several are computed, 1 to 512
 * @param embeddings outputs embeddings instead of logits
 * @param pooling how a sequence's embeddings become one; only read with {@code embeddings}
 * @param flashAttention whether attention is one fused kernel
 * @param keyType number format of cached keys
 * @param valueType number format of cached values
 * @param offloadKqv keeps the KV cache on the GPU
 * @param fullWindow keeps every position of sliding-window layers, so that tails can be removed, at
 *     the price of their memory. b4916 always does. Without it, sequences that share a prefix may
 *     find no room: shared cells that left the window are not used again
 * @param tap registers the activation tap
 */
public record ContextOptions(
    int contextLength,
    int batchSize,
    int microBatch,
    int maxSequences,
    int threads,
    int batchThreads,
    boolean embeddings,
    Pooling pooling,
    FlashAttention flashAttention,
    KvType keyType,
    KvType valueType,
    boolean offloadKqv,
    boolean fullWindow,
    boolean tap) {
  /** What llama.cpp v0.5.0 is compiled for. */
  public static final int MOST_SEQUENCES = 256;

  /** What ggml is compiled for. */
  public static final int MOST_THREADS = 512;

  /**
   * @throws IllegalArgumentException naming the field, its limit and the value given
   */
  public ContextOptions {
    atLeast("contextLength", contextLength, 0);
    atLeast("batchSize", batchSize, 1);
    atLeast("microBatch", microBatch, 1);
    atMost("microBatch", microBatch, batchSize);
    atLeast("maxSequences", maxSequences, 1);
    atMost("maxSequences", maxSequences, MOST_SEQUENCES);
    atLeast("threads", threads, 1);
    atMost("threads", threads, MOST_THREADS);
    atLeast("batchThreads", batchThreads, 1);
    atMost("batchThreads", batchThreads, MOST_THREADS);
    if (valueType.quantised() && flashAttention == FlashAttention.OFF) {
      throw new IllegalArgumentException(
          "valueType %s needs flash attention, which is OFF".formatted(valueType));
    }
  }

  private static void atLeast(String field, int value, int limit) {
    if (value < limit) {
      throw new IllegalArgumentException(
          "%s must be at least %d, given %d".formatted(field, limit, value));
    }
  }

  private static void atMost(String field, int value, int limit) {
    if (value > limit) {
      throw new IllegalArgumentException(
          "%s must be at most %d, given %d".formatted(field, limit, value));
    }
  }

  /** Most sequences that a context of this model can serve: all, or one. */
  public static int mostSequences(Model model) {
    // Seen: in b4916 a step of one sequence changes the states of those that are not in the batch.
    boolean one =
        model.llama().abi() == LlamaAbi.B4916 && model.memoryKind() == MemoryKind.RECURRENT;
    return one ? 1 : MOST_SEQUENCES;
  }

  /** 4096 cells, batches of 512, one sequence, every core of this process, no tap. */
  public static ContextOptions defaults() {
    int threads = Math.min(Llama.availableThreads(), MOST_THREADS);
    return new ContextOptions(
        4096,
        512,
        512,
        1,
        threads,
        threads,
        false,
        Pooling.MODEL_DEFAULT,
        FlashAttention.AUTO,
        KvType.F16,
        KvType.F16,
        true,
        true,
        false);
  }

  /** The same with another memory: cells in all and number of sequences. */
  public ContextOptions withMemory(int cells, int sequences) {
    return with(o -> {
      o.contextLength = cells;
      o.maxSequences = sequences;
    });
  }

  /** The same with other batch sizes. */
  public ContextOptions withBatch(int size, int micro) {
    return with(o -> {
      o.batchSize = size;
      o.microBatch = micro;
    });
  }

  /** The same with other numbers of threads. */
  public ContextOptions withThreads(int one, int many) {
    return with(o -> {
      o.threads = one;
      o.batchThreads = many;
    });
  }

  /** The same, for embeddings. */
  public ContextOptions withEmbeddings(Pooling how) {
    return with(o -> {
      o.embeddings = true;
      o.pooling = how;
    });
  }

  /** The same with another KV cache. */
  public ContextOptions withCache(FlashAttention flash, KvType keys, KvType values) {
    return with(o -> {
      o.flashAttention = flash;
      o.keyType = keys;
      o.valueType = values;
    });
  }

  /** The same, keeping every position of sliding-window layers or not. */
  public ContextOptions withFullWindow(boolean full) {
    return with(o -> o.fullWindow = full);
  }

  /** The same with or without the activation tap. */
  public ContextOptions withTap(boolean on) {
    return with(o -> o.tap = on);
  }

  private ContextOptions with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.options();
  }

  /** The same fields, to be changed. */
  private static final class Draft {
    private int contextLength;
    private int batchSize;
    private int microBatch;
    private int maxSequences;
    private int threads;
    private int batchThreads;
    private boolean embeddings;
    private Pooling pooling;
    private FlashAttention flashAttention;
    private KvType keyType;
    private KvType valueType;
    private boolean offloadKqv;
    private boolean fullWindow;
    private boolean tap;

    private Draft(ContextOptions from) {
      contextLength = from.contextLength;
      batchSize = from.batchSize;
      microBatch = from.microBatch;
      maxSequences = from.maxSequences;
      threads = from.threads;
      batchThreads = from.batchThreads;
      embeddings = from.embeddings;
      pooling = from.pooling;
      flashAttention = from.flashAttention;
      keyType = from.keyType;
      valueType = from.valueType;
      offloadKqv = from.offloadKqv;
      fullWindow = from.fullWindow;
      tap = from.tap;
    }

    private ContextOptions options() {
      return new ContextOptions(
          contextLength,
          batchSize,
          microBatch,
          maxSequences,
          threads,
          batchThreads,
          embeddings,
          pooling,
          flashAttention,
          keyType,
          valueType,
          offloadKqv,
          fullWindow,
          tap);
    }
  }
}
