package dev.drover.llama;

import java.lang.foreign.MemorySegment;

/**
 * The part of llama.h about the memory of a context (KV cache or recurrent state).
 *
 * <p>{@code memory} is what {@link #of} returns: the context itself for b4916, its memory object
 * since.
 *
 * <p>Java types only, no meaning added: pointers are {@link MemorySegment}s, {@code size_t} is a
 * {@code long} (64-bit platforms). The friendly classes check arguments before they come here.
 */
interface LlamaMemoryLibrary {
  /** Removes positions [from, to); false when this memory cannot be cut there. */
  boolean remove(MemorySegment memory, int sequence, int from, int to);

  /** Lets a second sequence share positions [from, to). */
  void copy(MemorySegment memory, int source, int target, int from, int to);

  /** Removes every other sequence. */
  void keep(MemorySegment memory, int sequence);

  /** Adds delta to positions [from, to). */
  void shift(MemorySegment memory, int sequence, int from, int to, int delta);

  /** Largest position of a sequence, or -1. */
  int lastPosition(MemorySegment memory, int sequence);

  /** Smallest position of a sequence, or -1; 0 where the library cannot say. */
  int firstPosition(MemorySegment memory, int sequence);

  /** Whether {@link #shift} is allowed; native code aborts otherwise. */
  boolean canShift(MemorySegment memory);

  /**
   * The object that the other functions take. Owned by the context; NULL for a model without
   * memory.
   */
  MemorySegment of(MemorySegment context);

  /** Forgets every sequence. */
  void clear(MemorySegment memory);

  /**
   * Moves cells together so that a large batch finds room; false where the library does so itself.
   */
  boolean defragment(MemorySegment memory);
}
