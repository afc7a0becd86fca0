package dev.drover.llama;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;

/**
 * The part of llama.h about the library, models and LoRA adapters.
 *
 * <p>Java types only, no meaning added: pointers are {@link MemorySegment}s, {@code size_t} is a
 * {@code long} (64-bit platforms). The friendly classes check arguments before they come here.
 */
interface LlamaModelLibrary {
  /** Initialises ggml; harmless when repeated. */
  void backendInit();

  /** Routes all native logging to one function. The callback must live for ever. */
  void logSet(MemorySegment callback, MemorySegment userData);

  /** Processor features in use, a C string owned by the library. */
  MemorySegment systemInfo();

  /** Version of the library, or NULL where it does not say. */
  MemorySegment version();

  /** Length that a tensor split must have. */
  long maxDevices();

  /** Whether some registered device can take layers. */
  boolean supportsGpuOffload();

  /** Default parameters, written to a segment from the allocator. */
  MemorySegment modelDefaultParams(SegmentAllocator allocator);

  /** Loads a model; NULL on failure, with the reason in the log. */
  MemorySegment modelLoad(MemorySegment path, MemorySegment params);

  /** Frees a model that no context uses. */
  void modelFree(MemorySegment model);

  /** The vocabulary, owned by the model. */
  MemorySegment modelVocabulary(MemorySegment model);

  /** Context length of the training. */
  int modelTrainedContext(MemorySegment model);

  /** Width of the residual stream. */
  int modelWidth(MemorySegment model);

  /** Width of an output embedding; 0 where the library cannot say. */
  int modelEmbeddingWidth(MemorySegment model);

  /** Outputs of a classifier; 0 where the library cannot say. */
  int modelRankWidth(MemorySegment model);

  /** Number of blocks. */
  int modelLayers(MemorySegment model);

  /** Attention heads of the first block. */
  int modelHeads(MemorySegment model);

  /** Key and value heads of the first block. */
  int modelKeyValueHeads(MemorySegment model);

  /** Sliding window in tokens; 0 for none or where the library cannot say. */
  int modelWindow(MemorySegment model);

  /** Kind of rotary embedding, see {@code enum llama_rope_type}. */
  int modelRopeType(MemorySegment model);

  /** Bytes of all tensors. */
  long modelSize(MemorySegment model);

  /** Number of weights. */
  long modelParameters(MemorySegment model);

  /** Writes a description; returns its length. */
  int modelDescription(MemorySegment model, MemorySegment buffer, long size);

  /** Whether the model has an encoder. */
  boolean modelHasEncoder(MemorySegment model);

  /** Whether the model has a decoder. */
  boolean modelHasDecoder(MemorySegment model);

  /** Whether the model keeps a recurrent state (Mamba, RWKV). */
  boolean modelIsRecurrent(MemorySegment model);

  /** Whether recurrent and attention blocks alternate; false where the library cannot say. */
  boolean modelIsHybrid(MemorySegment model);

  /** Loads an adapter; NULL on failure, with the reason in the log. */
  MemorySegment loraLoad(MemorySegment model, MemorySegment path);

  /** Frees an adapter that no context uses. */
  void loraFree(MemorySegment adapter);
}
