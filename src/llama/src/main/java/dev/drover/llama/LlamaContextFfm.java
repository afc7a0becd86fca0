package dev.drover.llama;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** The method handles behind {@link LlamaContextLibrary}, each below its C signature. */
final class LlamaContextFfm implements LlamaContextLibrary {
  // struct llama_context_params llama_context_default_params(void)
  private final MethodHandle contextDefaultParams;

  // struct llama_context * llama_init_from_model(struct llama_model * model, struct
  // llama_context_params params)
  private final MethodHandle contextNew;

  // void llama_free(struct llama_context * ctx)
  private final MethodHandle contextFree;

  // uint32_t llama_n_ctx(const struct llama_context * ctx)
  private final MethodHandle contextLength;

  // uint32_t llama_n_batch(const struct llama_context * ctx)
  private final MethodHandle batchSize;

  // uint32_t llama_n_ubatch(const struct llama_context * ctx)
  private final MethodHandle microBatch;

  // enum llama_pooling_type llama_pooling_type(const struct llama_context * ctx)
  private final MethodHandle pooling;

  // int32_t llama_decode(struct llama_context * ctx, struct llama_batch batch)
  private final MethodHandle decode;

  // int32_t llama_encode(struct llama_context * ctx, struct llama_batch batch)
  private final MethodHandle encode;

  // float * llama_get_logits_ith(struct llama_context * ctx, int32_t i)
  private final MethodHandle logits;

  // float * llama_get_embeddings_ith(struct llama_context * ctx, int32_t i)
  private final MethodHandle embeddings;

  // float * llama_get_embeddings_seq(struct llama_context * ctx, llama_seq_id seq_id)
  private final MethodHandle pooledEmbeddings;

  // void llama_synchronize(struct llama_context * ctx)
  private final MethodHandle synchronize;

  // void llama_set_n_threads(struct llama_context * ctx, int32_t n_threads, int32_t
  // n_threads_batch)
  private final MethodHandle setThreads;

  // void llama_set_abort_callback(struct llama_context * ctx, ggml_abort_callback abort_callback,
  // void * abort_callback_data)
  private final MethodHandle setAbortCallback;

  // struct llama_perf_context_data llama_perf_context(const struct llama_context * ctx)
  private final MethodHandle performance;

  // void llama_perf_context_reset(struct llama_context * ctx)
  private final MethodHandle resetPerformance;

  // int32_t llama_set_adapter_cvec(struct llama_context * ctx, const float * data, size_t len,
  // int32_t n_embd, int32_t il_start, int32_t il_end)
  private final MethodHandle setControlVector;

  // size_t llama_state_seq_get_size(struct llama_context * ctx, llama_seq_id seq_id)
  private final MethodHandle stateSize;

  // size_t llama_state_seq_get_data(struct llama_context * ctx, uint8_t * dst, size_t size,
  // llama_seq_id seq_id)
  private final MethodHandle stateGet;

  // size_t llama_state_seq_set_data(struct llama_context * ctx, const uint8_t * src, size_t size,
  // llama_seq_id dest_seq_id)
  private final MethodHandle stateSet;

  // v0.5.0: int32_t llama_set_adapters_lora(struct llama_context * ctx, struct llama_adapter_lora
  // ** adapters, size_t n_adapters, float * scales)
  private final MethodHandle setLoras;

  // b4916: int32_t llama_set_adapter_lora(struct llama_context * ctx, struct llama_adapter_lora *
  // adapter, float scale)
  private final MethodHandle addLora;

  // b4916: void llama_clear_adapter_lora(struct llama_context * ctx)
  private final MethodHandle clearLoras;

  LlamaContextFfm(Symbols symbols, LlamaAbi abi) {
    contextDefaultParams =
        symbols.function("llama_context_default_params", Signatures.defaultContextParams(abi));
    contextNew = symbols.function("llama_init_from_model", Signatures.newContext(abi));
    contextFree = symbols.function("llama_free", Signatures.VOID_OF_PTR);
    contextLength = symbols.function("llama_n_ctx", Signatures.INT_OF_PTR);
    batchSize = symbols.function("llama_n_batch", Signatures.INT_OF_PTR);
    microBatch = symbols.function("llama_n_ubatch", Signatures.INT_OF_PTR);
    pooling = symbols.function("llama_pooling_type", Signatures.INT_OF_PTR);
    decode = symbols.function("llama_decode", Signatures.INT_OF_PTR_BATCH);
    encode = symbols.function("llama_encode", Signatures.INT_OF_PTR_BATCH);
    logits = symbols.function("llama_get_logits_ith", Signatures.PTR_OF_PTR_INT);
    embeddings = symbols.function("llama_get_embeddings_ith", Signatures.PTR_OF_PTR_INT);
    pooledEmbeddings = symbols.function("llama_get_embeddings_seq", Signatures.PTR_OF_PTR_INT);
    synchronize = symbols.function("llama_synchronize", Signatures.VOID_OF_PTR);
    setThreads = symbols.function("llama_set_n_threads", Signatures.VOID_OF_PTR_INT_INT);
    setAbortCallback = symbols.function("llama_set_abort_callback", Signatures.VOID_OF_PTR_PTR_PTR);
    performance = symbols.function("llama_perf_context", Signatures.performance(abi));
    resetPerformance = symbols.function("llama_perf_context_reset", Signatures.VOID_OF_PTR);
    setControlVector =
        symbols.function(abi.controlVectorFunction(), Signatures.INT_OF_PTR_PTR_LONG_INT_INT_INT);
    stateSize = symbols.function("llama_state_seq_get_size", Signatures.LONG_OF_PTR_INT);
    stateGet = symbols.function("llama_state_seq_get_data", Signatures.LONG_OF_PTR_PTR_LONG_INT);
    stateSet = symbols.function("llama_state_seq_set_data", Signatures.LONG_OF_PTR_PTR_LONG_INT);
    setLoras = symbols.optional("llama_set_adapters_lora", Signatures.INT_OF_PTR_PTR_LONG_PTR);
    addLora =
        setLoras != null
            ? null
            : symbols.function("llama_set_adapter_lora", Signatures.INT_OF_PTR_PTR_FLOAT);
    clearLoras =
        setLoras != null
            ? null
            : symbols.function("llama_clear_adapter_lora", Signatures.VOID_OF_PTR);
  }

  @Override
  public MemorySegment contextDefaultParams(SegmentAllocator allocator) {
    try {
      return (MemorySegment) contextDefaultParams.invokeExact(allocator);
    } catch (Throwable e) {
      throw Symbols.unexpected("contextDefaultParams", e);
    }
  }

  @Override
  public MemorySegment contextNew(MemorySegment model, MemorySegment params) {
    try {
      return (MemorySegment) contextNew.invokeExact(model, params);
    } catch (Throwable e) {
      throw Symbols.unexpected("contextNew", e);
    }
  }

  @Override
  public void contextFree(MemorySegment context) {
    try {
      contextFree.invokeExact(context);
    } catch (Throwable e) {
      throw Symbols.unexpected("contextFree", e);
    }
  }

  @Override
  public int contextLength(MemorySegment context) {
    try {
      return (int) contextLength.invokeExact(context);
    } catch (Throwable e) {
      throw Symbols.unexpected("contextLength", e);
    }
  }

  @Override
  public int batchSize(MemorySegment context) {
    try {
      return (int) batchSize.invokeExact(context);
    } catch (Throwable e) {
      throw Symbols.unexpected("batchSize", e);
    }
  }

  @Override
  public int microBatch(MemorySegment context) {
    try {
      return (int) microBatch.invokeExact(context);
    } catch (Throwable e) {
      throw Symbols.unexpected("microBatch", e);
    }
  }

  @Override
  public int pooling(MemorySegment context) {
    try {
      return (int) pooling.invokeExact(context);
    } catch (Throwable e) {
      throw Symbols.unexpected("pooling", e);
    }
  }

  @Override
  public int decode(MemorySegment context, MemorySegment batch) {
    try {
      return (int) decode.invokeExact(context, batch);
    } catch (Throwable e) {
      throw Symbols.unexpected("decode", e);
    }
  }

  @Override
  public int encode(MemorySegment context, MemorySegment batch) {
    try {
      return (int) encode.invokeExact(context, batch);
    } catch (Throwable e) {
      throw Symbols.unexpected("encode", e);
    }
  }

  @Override
  public MemorySegment logits(MemorySegment context, int row) {
    try {
      return (MemorySegment) logits.invokeExact(context, row);
    } catch (Throwable e) {
      throw Symbols.unexpected("logits", e);
    }
  }

  @Override
  public MemorySegment embeddings(MemorySegment context, int row) {
    try {
      return (MemorySegment) embeddings.invokeExact(context, row);
    } catch (Throwable e) {
      throw Symbols.unexpected("embeddings", e);
    }
  }

  @Override
  public MemorySegment pooledEmbeddings(MemorySegment context, int sequence) {
    try {
      return (MemorySegment) pooledEmbeddings.invokeExact(context, sequence);
    } catch (Throwable e) {
      throw Symbols.unexpected("pooledEmbeddings", e);
    }
  }

  @Override
  public void synchronize(MemorySegment context) {
    try {
      synchronize.invokeExact(context);
    } catch (Throwable e) {
      throw Symbols.unexpected("synchronize", e);
    }
  }

  @Override
  public void setThreads(MemorySegment context, int threads, int batchThreads) {
    try {
      setThreads.invokeExact(context, threads, batchThreads);
    } catch (Throwable e) {
      throw Symbols.unexpected("setThreads", e);
    }
  }

  @Override
  public void setAbortCallback(
      MemorySegment context, MemorySegment callback, MemorySegment userData) {
    try {
      setAbortCallback.invokeExact(context, callback, userData);
    } catch (Throwable e) {
      throw Symbols.unexpected("setAbortCallback", e);
    }
  }

  @Override
  public MemorySegment performance(SegmentAllocator allocator, MemorySegment context) {
    try {
      return (MemorySegment) performance.invokeExact(allocator, context);
    } catch (Throwable e) {
      throw Symbols.unexpected("performance", e);
    }
  }

  @Override
  public void resetPerformance(MemorySegment context) {
    try {
      resetPerformance.invokeExact(context);
    } catch (Throwable e) {
      throw Symbols.unexpected("resetPerformance", e);
    }
  }

  @Override
  public int setControlVector(
      MemorySegment context, MemorySegment data, long length, int width, int first, int last) {
    try {
      return (int) setControlVector.invokeExact(context, data, length, width, first, last);
    } catch (Throwable e) {
      throw Symbols.unexpected("setControlVector", e);
    }
  }

  @Override
  public long stateSize(MemorySegment context, int sequence) {
    try {
      return (long) stateSize.invokeExact(context, sequence);
    } catch (Throwable e) {
      throw Symbols.unexpected("stateSize", e);
    }
  }

  @Override
  public long stateGet(MemorySegment context, MemorySegment data, long size, int sequence) {
    try {
      return (long) stateGet.invokeExact(context, data, size, sequence);
    } catch (Throwable e) {
      throw Symbols.unexpected("stateGet", e);
    }
  }

  @Override
  public long stateSet(MemorySegment context, MemorySegment data, long size, int sequence) {
    try {
      return (long) stateSet.invokeExact(context, data, size, sequence);
    } catch (Throwable e) {
      throw Symbols.unexpected("stateSet", e);
    }
  }

  @Override
  public int setLoras(
      MemorySegment context, MemorySegment adapters, long count, MemorySegment scales) {
    try {
      if (setLoras != null) {
        return (int) setLoras.invokeExact(context, adapters, count, scales);
      }
      clearLoras.invokeExact(context);
      for (long i = 0; i < count; i++) {
        MemorySegment adapter = adapters.getAtIndex(ValueLayout.ADDRESS, i);
        float scale = scales.getAtIndex(ValueLayout.JAVA_FLOAT, i);
        int code = (int) addLora.invokeExact(context, adapter, scale);
        if (code != 0) {
          return code;
        }
      }
      return 0;
    } catch (Throwable e) {
      throw Symbols.unexpected("setLoras", e);
    }
  }
}
