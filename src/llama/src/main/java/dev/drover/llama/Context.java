package dev.drover.llama;

import static java.lang.foreign.MemorySegment.NULL;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.BitSet;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A computation over a model: its memory of sequences and the outputs of its last batch.
 *
 * <p>Owns native memory: close it before its model. Used by one thread at a time, not always the
 * same one; two at once is an {@link IllegalStateException}. Only {@link #abort} may be called
 * meanwhile.
 */
public final class Context implements AutoCloseable {
  private final Model model;
  private final LlamaContextLibrary library;
  private final MemorySegment handle;
  private final ContextOptions options;
  private final Memory memory;
  private final int contextLength;
  private final int batchSize;
  private final int microBatch;
  private final int rowLength;
  private final AbortFlag abortFlag;
  private final BitSet outputRows = new BitSet();
  private final AtomicBoolean busy = new AtomicBoolean();
  private boolean closed;

  private Context(Model model, ContextOptions options, MemorySegment handle) {
    this.model = model;
    this.options = options;
    this.handle = handle;
    Llama llama = model.llama();
    library = llama.contexts();
    contextLength = library.contextLength(handle);
    batchSize = library.batchSize(handle);
    microBatch = library.microBatch(handle);
    rowLength = model.vocabulary().size();
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
    abortFlag = new AbortFlag();
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
    try {
      return open(model, options);
    } catch (RuntimeException | Error e) {
      model.lifetime().release();
      throw e;
    }
  }

  private static Context open(Model model, ContextOptions options) {
    Llama llama = model.llama();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment params = params(llama, options, arena);
      NativeLog.Outcome<MemorySegment> made =
          NativeLog.listen(() -> llama.contexts().contextNew(model.handle(), params));
      if (made.result().equals(NULL)) {
        throw new LlamaException("Cannot create a context: " + made.reason());
      }
      try {
        return new Context(model, options, made.result());
      } catch (RuntimeException | Error e) {
        llama.contexts().contextFree(made.result());
        throw e;
      }
    }
  }

  private static MemorySegment params(Llama llama, ContextOptions options, Arena arena) {
    MemorySegment p = llama.defaultContextParams(arena);
    LlamaAbi.ContextFields at = llama.abi().context();
    p.set(JAVA_INT, 0, options.contextLength());
    p.set(JAVA_INT, 4, options.batchSize());
    p.set(JAVA_INT, 8, options.microBatch());
    p.set(JAVA_INT, 12, options.maxSequences());
    p.set(JAVA_INT, at.threads(), options.threads());
    p.set(JAVA_INT, at.threadsBatch(), options.batchThreads());
    p.set(JAVA_INT, at.typeK(), options.keyType().code());
    p.set(JAVA_INT, at.typeV(), options.valueType().code());
    p.set(JAVA_BYTE, at.embeddings(), flag(options.embeddings()));
    p.set(JAVA_BYTE, at.offloadKqv(), flag(options.offloadKqv()));
    p.set(JAVA_BYTE, at.noPerf(), flag(false));
    if (options.embeddings()) {
      p.set(JAVA_INT, at.poolingType(), options.pooling().code());
    }
    if (llama.abi() == LlamaAbi.B4916) {
      boolean flash =
          options.flashAttention() == FlashAttention.ON || options.valueType().quantised();
      p.set(JAVA_BYTE, at.flashAttention(), flag(flash));
    } else {
      p.set(JAVA_INT, at.flashAttention(), options.flashAttention().code());
      // Sequences share prefixes, and the tap needs a batch's rows in order.
      p.set(JAVA_BYTE, at.kvUnified(), flag(true));
      p.set(JAVA_BYTE, at.swaFull(), flag(options.fullWindow()));
    }
    return p;
  }

  private static byte flag(boolean on) {
    return (byte) (on ? 1 : 0);
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

  /** What it remembers. */
  public Memory memory() {
    return memory;
  }

  /** A batch for this context. */
  public Batch newBatch() {
    return new Batch(this, batchSize, rowLength, options.maxSequences(), model.positionLimit());
  }

  /**
   * Computes a batch and appends it to the memory of its sequences.
   *
   * @throws IllegalArgumentException if the batch is empty, another context's, or does not continue
   *     its sequences
   * @throws DecodeException if it was not computed; its sequences are as before
   */
  public void decode(Batch batch) {
    enter();
    try {
      if (!batch.belongsTo(this)) {
        throw new IllegalArgumentException("batch was made by another context");
      }
      if (batch.size() == 0) {
        throw new IllegalArgumentException("batch must have at least one row");
      }
      memory.plan(batch);
      outputRows.clear();
      int code = compute(batch);
      if (code == 1 && memory.defragment()) {
        code = compute(batch); // b4916 wants neighbouring cells
      }
      if (code != 0) {
        memory.rollBack();
        throw failure(code, batch);
      }
      memory.commit();
      for (int row = 0; row < batch.size(); row++) {
        outputRows.set(row, batch.isOutput(row));
      }
    } finally {
      exit();
    }
  }

  private int compute(Batch batch) {
    try {
      return memory.kind() == MemoryKind.NONE && model.hasEncoder()
          ? library.encode(handle, batch.struct())
          : library.decode(handle, batch.struct());
    } finally {
      Reference.reachabilityFence(batch);
    }
  }

  private static DecodeException failure(int code, Batch batch) {
    return switch (code) {
      case 1 ->
          new DecodeException(
              DecodeException.Reason.NO_SPACE,
              code,
              "The memory has no room for a batch of %d tokens".formatted(batch.size()));
      case 2 -> new DecodeException(DecodeException.Reason.ABORTED, code, "The batch was aborted");
      default ->
          new DecodeException(
              DecodeException.Reason.FAULT,
              code,
              "llama_decode returned %d for a batch of %d tokens".formatted(code, batch.size()));
    };
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
    if (options.embeddings()) {
      throw new IllegalStateException("The context gives embeddings, not logits");
    }
    if (into.length < rowLength) {
      throw new IllegalArgumentException(
          "into must be at least %d long, given %d".formatted(rowLength, into.length));
    }
    enter();
    try {
      checkOutput(row);
      MemorySegment logits = library.logits(handle, row);
      if (logits.equals(NULL)) {
        throw new LlamaException("llama_get_logits_ith(%d) returned NULL".formatted(row));
      }
      MemorySegment.copy(logits.reinterpret(4L * rowLength), JAVA_FLOAT, 0, into, 0, rowLength);
    } finally {
      exit();
    }
  }

  private void checkOutput(int row) {
    if (row < 0 || !outputRows.get(row)) {
      throw new IllegalArgumentException(
          "row must be one of the last batch with an output, given " + row);
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

  /** Waits until the device has finished. */
  public void synchronize() {
    enter();
    try {
      library.synchronize(handle);
    } finally {
      exit();
    }
  }

  /** Changes the number of threads: for one token, and for many. */
  public void setThreads(int threads, int batchThreads) {
    ContextOptions checked = options.withThreads(threads, batchThreads);
    enter();
    try {
      library.setThreads(handle, checked.threads(), checked.batchThreads());
    } finally {
      exit();
    }
  }

  /** Begins a use by this thread; {@link #exit} ends it. Not reentrant. */
  void enter() {
    if (!busy.compareAndSet(false, true)) {
      throw new IllegalStateException("The context is in use by another thread");
    }
    if (closed) {
      busy.set(false);
      throw new IllegalStateException("The context is closed");
    }
  }

  void exit() {
    busy.set(false);
  }

  /**
   * Frees the context. Closing twice is harmless.
   *
   * @throws IllegalStateException while another thread uses it
   */
  @Override
  public void close() {
    if (!busy.compareAndSet(false, true)) {
      throw new IllegalStateException("The context is in use by another thread");
    }
    try {
      if (!closed) {
        closed = true;
        library.contextFree(handle);
        model.lifetime().release();
      }
    } finally {
      busy.set(false);
    }
  }
}
