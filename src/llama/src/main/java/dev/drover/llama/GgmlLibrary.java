package dev.drover.llama;

import java.lang.foreign.MemorySegment;

/**
 * The part of ggml.h and ggml-backend.h that Drover uses: back ends, devices, tensor data and
 * number formats.
 *
 * <p>Java types only, no meaning added: pointers are {@link MemorySegment}s, {@code size_t} is a
 * {@code long} (64-bit platforms). The friendly classes check arguments before they come here.
 */
interface GgmlLibrary {
  /** Registers every back end found in a directory (a C string). */
  void loadBackends(MemorySegment directory);

  /** Number of registered back ends; 0 means that none was loaded yet. */
  long backendCount();

  /** Number of devices over all back ends. */
  long deviceCount();

  /** The device at an index below {@link #deviceCount}; native code aborts beyond it. */
  MemorySegment device(long index);

  /** Short name, such as CPU or CUDA0; a C string owned by the library. */
  MemorySegment deviceName(MemorySegment device);

  /** Description, such as the name of the processor. */
  MemorySegment deviceDescription(MemorySegment device);

  /** Kind of device, numbered as {@link LlamaAbi#deviceType} says. */
  int deviceType(MemorySegment device);

  /** Writes free and total bytes to two {@code size_t}. */
  void deviceMemory(MemorySegment device, MemorySegment free, MemorySegment total);

  /** The back end that a device belongs to. */
  MemorySegment deviceBackend(MemorySegment device);

  /** Address of an optional function of a back end, or NULL. */
  MemorySegment backendFunction(MemorySegment backend, MemorySegment name);

  /** Whether a buffer lies in memory that the processor can address. */
  boolean isHost(MemorySegment buffer);

  /** Copies bytes out of a tensor, from any device. */
  void tensorGet(MemorySegment tensor, MemorySegment data, long offset, long size);

  /** Copies bytes into a tensor, on any device. */
  void tensorSet(MemorySegment tensor, MemorySegment data, long offset, long size);

  /** The {@code struct ggml_type_traits} of a number format that the library knows. */
  MemorySegment typeTraits(int type);

  /**
   * Calls a format's {@code ggml_to_float_t}.
   *
   * @param toFloat the function's address
   * @param from elements in the format
   * @param to room for {@code count} floats
   * @param count a multiple of the format's block
   */
  void toFloat(MemorySegment toFloat, MemorySegment from, MemorySegment to, long count);
}
