package dev.drover.llama;

import static java.lang.foreign.MemorySegment.NULL;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.Map;

/**
 * A computation over a model: its memory of sequences and the outputs of its last batch.
 *
 * <p>Owns native memory: close it before its model. Used by one thread at a time, not always the
 * same one; two at once is an {@link IllegalStateException}. Only {@link #abort} and {@link
 * #resume} may be called meanwhile.
 */
public final class Context implements AutoCloseable {
  private static final int NO_SPACE = 1;

  private final Model model;
  private final LlamaContextLibrary library;
  private final MemorySegment handle;
  private final ContextOptions options;
  private final ActivationTap tap;
  private final Arena callbacks;
  private final Memory memory;
  private final Adapters adapters;
  private final int contextLength;
  private final int batchSize;
  private final int microBatch;
  private final Outputs outputs;
  private final AbortFlag abortFlag = new AbortFlag();
  private final Exclusive use = new Exclusive("context");

  private Context(
      Model model,
      ContextOptions options,
      MemorySegment handle,
      ActivationTap tap,
      Arena callbacks) {
    this.model = model;
    this.options = options;
    this.handle = handle;
    this.tap = tap;
    this.callbacks = callbacks;
    Llama llama = model.llama();
    library = llama.contexts();
    contextLength = library.contextLength(handle);
    batchSize = library.batchSize(handle);
    microBatch = library.microBatch(handle);
    outputs = new Outputs(library, handle, model, options.embeddings());
    boolean whole = options.fullWindow() || llama.abi() == LlamaAbi.B4916;
    MemoryKind kind = model.memoryKind();
    memory =
        new Memory(
            this,
            llama.memories(),
            llama.memories().of(handle),
            kind == MemoryKind.SLIDING_WINDOW && whole ? MemoryKind.FULL : kind,
            model.window(),
            options.maxSequences());
    adapters = new Adapters(library, handle, model);
    library.setAbortCallback(handle, AbortFlag.CALLBACK, abortFlag.userData());
  }

  /**
   * Creates a context.
   *
   * @throws LlamaException if llama.cpp refuses the options or finds no memory for them
   * @throws IllegalStateException if the model is closed
   */
  public static Context create(Model model, ContextOptions options) {
    model.lifetime().acquire();
    Arena callbacks = Arena.ofShared(); // closed by whatever thread closes the context
    try (Arena arena = Arena.ofConfined()) {
      Llama llama = model.llama();
      ContextParams.check(model, options);
      // Pooled and non-causal sequences cannot be computed in pieces.
      ContextOptions whole =
          options.embeddings()
              ? options.withBatch(options.batchSize(), options.batchSize())
              : options;
      ActivationTap tap =
          options.tap()
              ? new ActivationTap(llama.ggml(), model.layers(), whole.microBatch())
              : null;
      MemorySegment callback = tap == null ? NULL : tap.callback(callbacks);
      MemorySegment params = ContextParams.of(model, whole, callback, arena);
      NativeLog.Outcome<MemorySegment> made =
          NativeLog.listen(() -> llama.contexts().contextNew(model.handle(), params));
      if (made.result().equals(NULL)) {
        throw new LlamaException("Cannot create a context: " + made.reason());
      }
      return new Context(model, options, made.result(), tap, callbacks);
    } catch (RuntimeException | Error e) {
      callbacks.close();
      model.lifetime().release();
      throw e;
    }
  }

  /** The model it computes. */
  public Model model() {
    return model;
  }

  /** What it was created with; the library may have rounded sizes. */
  public ContextOptions options() {
    return options;
  }

  /** Cells of the memory, shared by all sequences. */
  public int contextLength() {
    return contextLength;
  }

  /** Most tokens in a batch. */
  public int batchSize() {
    return batchSize;
  }

  /** Most tokens computed at once. */
  public int microBatch() {
    return microBatch;
  }

  /** How embeddings are pooled; {@code NONE} in a context for logits. */
  public Pooling pooling() {
    return outputs.pooling();
  }

  /** What it remembers. */
  public Memory memory() {
    return memory;
  }

  /** A batch for this context. In a context for embeddings every row has an output. */
  public Batch newBatch() {
    return new Batch(
        this, batchSize, model.vocabulary().size(), options.maxSequences(), model.positionLimit());
  }

  /** An empty plan of steering and reading for this model. */
  public TapPlan newTapPlan() {
    return new TapPlan(model.layers(), model.width());
  }

  /** {@link #decode(Batch, TapPlan)} without steering or reading. */
  public void decode(Batch batch) {
    decode(batch, null);
  }

  /**
   * Computes a batch and appends it to the memory of its sequences.
   *
   * @param plan what to add to and read from the residual stream; null or empty for nothing
   * @throws IllegalArgumentException if the batch is empty, another context's, or does not continue
   *     its sequences, or if the plan does not fit the batch
   * @throws IllegalStateException if there is a plan but the context has no tap, or the model is
   *     recurrent and the batch of several sequences (llama.cpp reorders such rows)
   * @throws DecodeException if it was not computed; its sequences are as before
   */
  public void decode(Batch batch, TapPlan plan) {
    enter();
    try {
      TapPlan armed = plan == null || plan.isEmpty() ? null : plan;
      check(batch, armed);
      memory.plan(batch);
      outputs.clear();
      int code = compute(batch, armed);
      if (code == NO_SPACE && memory.defragment()) {
        code = compute(batch, armed); // b4916 wants neighbouring cells
      }
      if (code != 0) {
        memory.rollBack();
        throw DecodeException.of(code, batch.size());
      }
      memory.commit();
      outputs.of(batch);
    } finally {
      exit();
    }
  }

  private void check(Batch batch, TapPlan plan) {
    if (!batch.belongsTo(this)) {
      throw new IllegalArgumentException("batch was made by another context");
    }
    if (batch.size() == 0) {
      throw new IllegalArgumentException("batch must have at least one row");
    }
    if (outputs.pooling() != Pooling.NONE) {
      batch.checkPooled();
    }
    if (plan == null) {
      return;
    }
    if (tap == null) {
      throw new IllegalStateException("The context was created without a tap");
    }
    boolean reorders = memory.kind() == MemoryKind.RECURRENT || memory.kind() == MemoryKind.HYBRID;
    if (reorders && !batch.isOneSequence()) {
      throw new IllegalStateException(
          "A %s model can only be tapped in batches of one sequence".formatted(memory.kind()));
    }
    plan.check(batch);
  }

  private int compute(Batch batch, TapPlan plan) {
    if (plan == null) {
      return run(batch);
    }
    tap.arm(plan, batch);
    int code = run(batch);
    Throwable fault = tap.finish(code == 0);
    if (fault != null) {
      memory.rollBack();
      throw new DecodeException(
          DecodeException.Reason.FAULT,
          code,
          "The activation tap failed: " + fault.getMessage(),
          fault);
    }
    return code;
  }

  private int run(Batch batch) {
    try {
      int code =
          memory.kind() == MemoryKind.NONE && model.hasEncoder()
              ? library.encode(handle, batch.struct())
              : library.decode(handle, batch.struct());
      return model.llama().abi().isNoSpace(code) ? NO_SPACE : code;
    } finally {
      Reference.reachabilityFence(batch);
      Reference.reachabilityFence(abortFlag);
    }
  }

  /**
   * Copies the logits of a row of the last batch; allocates nothing.
   *
   * @param row a row that was added with {@code output}
   * @param into at least {@link Vocabulary#size} long
   * @throws IllegalArgumentException if the row has no output, or {@code into} is too short
   * @throws IllegalStateException in a context for embeddings
   */
  public void logits(int row, float[] into) {
    enter();
    try {
      outputs.logits(row, into);
    } finally {
      exit();
    }
  }

  /**
   * One logit of a row of the last batch.
   *
   * @param row a row that was added with {@code output}
   * @param token a token of the vocabulary
   * @throws IllegalArgumentException if the row has no output, or there is no such token
   * @throws IllegalStateException in a context for embeddings
   */
  public float logit(int row, int token) {
    enter();
    try {
      return outputs.logit(row, token);
    } finally {
      exit();
    }
  }

  /**
   * Copies the embedding of a row of the last batch, not normalised.
   *
   * @param into at least {@link Model#embeddingWidth} long
   * @throws IllegalArgumentException if there is no such row, or {@code into} is too short
   * @throws IllegalStateException unless the context is for embeddings without pooling
   */
  public void embedding(int row, float[] into) {
    enter();
    try {
      outputs.embedding(row, into);
    } finally {
      exit();
    }
  }

  /**
   * Copies the pooled embedding of a sequence of the last batch, not normalised.
   *
   * @param into at least {@link Model#embeddingWidth} long, or {@link Model#rankWidth} under {@link
   *     Pooling#RANK}
   * @throws IllegalArgumentException if it was not in the batch, or {@code into} is too short
   * @throws IllegalStateException unless the context is for embeddings with pooling
   */
  public void pooledEmbedding(int sequence, float[] into) {
    enter();
    try {
      outputs.pooledEmbedding(sequence, into);
    } finally {
      exit();
    }
  }

  /**
   * Makes these adapters the only ones in use, each with its scale; a scale of 0 leaves one out.
   * They cannot be closed while in use.
   *
   * @throws IllegalArgumentException if one belongs to another model or a scale is not finite
   */
  public void setLoras(Map<Lora, Float> scales) {
    enter();
    try {
      adapters.setLoras(scales);
    } finally {
      exit();
    }
  }

  /** Adds a vector to every token of every sequence from now on; null ends that. */
  public void setControlVector(ControlVector vector) {
    enter();
    try {
      adapters.setControlVector(vector);
    } finally {
      exit();
    }
  }

  /**
   * Ends the running {@link #decode} soon, or the next one at once, with {@link
   * DecodeException.Reason#ABORTED}; {@link #resume} ends the state. CPU only. From any thread.
   */
  public void abort() {
    abortFlag.set(true);
  }

  /** Takes {@link #abort} back. From any thread. */
  public void resume() {
    abortFlag.set(false);
  }

  /** Changes the number of threads: for one token, and for many; 1 to 512. */
  public void setThreads(int threads, int batchThreads) {
    ContextOptions checked = options.withThreads(threads, batchThreads);
    enter();
    try {
      library.setThreads(handle, checked.threads(), checked.batchThreads());
    } finally {
      exit();
    }
  }

  /** Timings since the context was made or {@code reset} was last true. */
  public Performance performance(boolean reset) {
    enter();
    try (Arena arena = Arena.ofConfined()) {
      library.synchronize(handle);
      Performance performance = Performance.of(library.performance(arena, handle));
      if (reset) {
        library.resetPerformance(handle);
      }
      return performance;
    } finally {
      exit();
    }
  }

  /** Begins a use by this thread; {@link #exit} ends it. Not reentrant. */
  void enter() {
    use.enter();
  }

  void exit() {
    use.exit();
  }

  /** The native context, for a caller between {@link #enter} and {@link #exit}. */
  MemorySegment handle() {
    return handle;
  }

  /**
   * Frees the context. Closing twice is harmless.
   *
   * @throws IllegalStateException while another thread uses it
   */
  @Override
  public void close() {
    use.close(() -> {
      library.contextFree(handle);
      callbacks.close();
      adapters.release();
      model.lifetime().release();
    });
  }
}
