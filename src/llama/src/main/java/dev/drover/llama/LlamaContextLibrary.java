package dev.drover.llama;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;

/**
 * The part of llama.h about contexts: decoding, outputs, states and adapters in use.
 *
 * <p>Java types only, no meaning added: pointers are {@link MemorySegment}s, {@code size_t} is a
 * {@code long} (64-bit platforms). The friendly classes check arguments before they come here.
 */
interface LlamaContextLibrary {
  /** Default parameters, written to a segment from the allocator. */
  MemorySegment contextDefaultParams(SegmentAllocator allocator);

  /** Creates a context; NULL on failure, with the reason in the log. */
  MemorySegment contextNew(MemorySegment model, MemorySegment params);

  /** Frees a context. */
  void contextFree(MemorySegment context);

  /** Cells of the memory, after rounding. */
  int contextLength(MemorySegment context);

  /** Largest batch, in tokens. */
  int batchSize(MemorySegment context);

  /** Tokens computed at once. */
  int microBatch(MemorySegment context);

  /** Pooling of embeddings, see {@code enum llama_pooling_type}. */
  int pooling(MemorySegment context);

  /** 0, 1 no room, 2 aborted, below 0 a fault. */
  int decode(MemorySegment context, MemorySegment batch);

  /** The same for an encoder: 0 or below 0. */
  int encode(MemorySegment context, MemorySegment batch);

  /**
   * Logits of a batch row that was marked for output, owned by the context until its next decode.
   */
  MemorySegment logits(MemorySegment context, int row);

  /** Embedding of a batch row, as above. */
  MemorySegment embeddings(MemorySegment context, int row);

  /** Pooled embedding of a sequence, as above. */
  MemorySegment pooledEmbeddings(MemorySegment context, int sequence);

  /** Waits for the device. */
  void synchronize(MemorySegment context);

  /** Threads for one token and for many. */
  void setThreads(MemorySegment context, int threads, int batchThreads);

  /** Asked between graph nodes; true ends the decode. */
  void setAbortCallback(MemorySegment context, MemorySegment callback, MemorySegment userData);

  /** Timings since the last reset. */
  MemorySegment performance(SegmentAllocator allocator, MemorySegment context);

  /** Resets the timings. */
  void resetPerformance(MemorySegment context);

  /** Applies one vector per layer to the whole context; NULL data clears. */
  int setControlVector(
      MemorySegment context, MemorySegment data, long length, int width, int first, int last);

  /** Bytes that the state of a sequence takes. */
  long stateSize(MemorySegment context, int sequence);

  /** Copies the state out; bytes written. */
  long stateGet(MemorySegment context, MemorySegment data, long size, int sequence);

  /** Copies a state in; 0 when refused. */
  long stateSet(MemorySegment context, MemorySegment data, long size, int sequence);

  /**
   * Makes {@code count} adapters the only ones in use. {@code adapters} holds pointers, {@code
   * scales} floats.
   */
  int setLoras(MemorySegment context, MemorySegment adapters, long count, MemorySegment scales);
}
