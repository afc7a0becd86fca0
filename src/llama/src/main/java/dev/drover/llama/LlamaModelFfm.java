package dev.drover.llama;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.invoke.MethodHandle;

/** The method handles behind {@link LlamaModelLibrary}, each below its C signature. */
final class LlamaModelFfm implements LlamaModelLibrary {
  // void llama_backend_init(void)
  private final MethodHandle backendInit;

  // void llama_log_set(ggml_log_callback log_callback, void * user_data)
  private final MethodHandle logSet;

  // const char * llama_print_system_info(void)
  private final MethodHandle systemInfo;

  // const char * llama_version(void)
  private final MethodHandle version;

  // size_t llama_max_devices(void)
  private final MethodHandle maxDevices;

  // bool llama_supports_gpu_offload(void)
  private final MethodHandle supportsGpuOffload;

  // struct llama_model_params llama_model_default_params(void)
  private final MethodHandle modelDefaultParams;

  // struct llama_model * llama_model_load_from_file(const char * path_model, struct
  // llama_model_params params)
  private final MethodHandle modelLoad;

  // void llama_model_free(struct llama_model * model)
  private final MethodHandle modelFree;

  // const struct llama_vocab * llama_model_get_vocab(const struct llama_model * model)
  private final MethodHandle modelVocabulary;

  // int32_t llama_model_n_ctx_train(const struct llama_model * model)
  private final MethodHandle modelTrainedContext;

  // int32_t llama_model_n_embd(const struct llama_model * model)
  private final MethodHandle modelWidth;

  // int32_t llama_model_n_embd_out(const struct llama_model * model)
  private final MethodHandle modelEmbeddingWidth;

  // uint32_t llama_model_n_cls_out(const struct llama_model * model)
  private final MethodHandle modelRankWidth;

  // int32_t llama_model_n_layer(const struct llama_model * model)
  private final MethodHandle modelLayers;

  // int32_t llama_model_n_head(const struct llama_model * model)
  private final MethodHandle modelHeads;

  // int32_t llama_model_n_head_kv(const struct llama_model * model)
  private final MethodHandle modelKeyValueHeads;

  // int32_t llama_model_n_swa(const struct llama_model * model)
  private final MethodHandle modelWindow;

  // enum llama_rope_type llama_model_rope_type(const struct llama_model * model)
  private final MethodHandle modelRopeType;

  // uint64_t llama_model_size(const struct llama_model * model)
  private final MethodHandle modelSize;

  // uint64_t llama_model_n_params(const struct llama_model * model)
  private final MethodHandle modelParameters;

  // int32_t llama_model_desc(const struct llama_model * model, char * buf, size_t buf_size)
  private final MethodHandle modelDescription;

  // bool llama_model_has_encoder(const struct llama_model * model)
  private final MethodHandle modelHasEncoder;

  // bool llama_model_has_decoder(const struct llama_model * model)
  private final MethodHandle modelHasDecoder;

  // bool llama_model_is_recurrent(const struct llama_model * model)
  private final MethodHandle modelIsRecurrent;

  // bool llama_model_is_hybrid(const struct llama_model * model)
  private final MethodHandle modelIsHybrid;

  // struct llama_adapter_lora * llama_adapter_lora_init(struct llama_model * model, const char *
  // path_lora)
  private final MethodHandle loraLoad;

  // void llama_adapter_lora_free(struct llama_adapter_lora * adapter)
  private final MethodHandle loraFree;

  LlamaModelFfm(Symbols symbols, LlamaAbi abi) {
    backendInit = symbols.function("llama_backend_init", Signatures.VOID_OF_NOTHING);
    logSet = symbols.function("llama_log_set", Signatures.VOID_OF_PTR_PTR);
    systemInfo = symbols.function("llama_print_system_info", Signatures.PTR_OF_NOTHING);
    version = symbols.optional("llama_version", Signatures.PTR_OF_NOTHING);
    maxDevices = symbols.function("llama_max_devices", Signatures.LONG_OF_NOTHING);
    supportsGpuOffload = symbols.function("llama_supports_gpu_offload", Signatures.BOOL_OF_NOTHING);
    modelDefaultParams =
        symbols.function("llama_model_default_params", Signatures.defaultModelParams(abi));
    modelLoad = symbols.function("llama_model_load_from_file", Signatures.loadModel(abi));
    modelFree = symbols.function("llama_model_free", Signatures.VOID_OF_PTR);
    modelVocabulary = symbols.function("llama_model_get_vocab", Signatures.PTR_OF_PTR);
    modelTrainedContext = symbols.function("llama_model_n_ctx_train", Signatures.INT_OF_PTR);
    modelWidth = symbols.function("llama_model_n_embd", Signatures.INT_OF_PTR);
    modelEmbeddingWidth = symbols.optional("llama_model_n_embd_out", Signatures.INT_OF_PTR);
    modelRankWidth = symbols.optional("llama_model_n_cls_out", Signatures.INT_OF_PTR);
    modelLayers = symbols.function("llama_model_n_layer", Signatures.INT_OF_PTR);
    modelHeads = symbols.function("llama_model_n_head", Signatures.INT_OF_PTR);
    modelKeyValueHeads = symbols.function("llama_model_n_head_kv", Signatures.INT_OF_PTR);
    modelWindow = symbols.optional("llama_model_n_swa", Signatures.INT_OF_PTR);
    modelRopeType = symbols.function("llama_model_rope_type", Signatures.INT_OF_PTR);
    modelSize = symbols.function("llama_model_size", Signatures.LONG_OF_PTR);
    modelParameters = symbols.function("llama_model_n_params", Signatures.LONG_OF_PTR);
    modelDescription = symbols.function("llama_model_desc", Signatures.INT_OF_PTR_PTR_LONG);
    modelHasEncoder = symbols.function("llama_model_has_encoder", Signatures.BOOL_OF_PTR);
    modelHasDecoder = symbols.function("llama_model_has_decoder", Signatures.BOOL_OF_PTR);
    modelIsRecurrent = symbols.function("llama_model_is_recurrent", Signatures.BOOL_OF_PTR);
    modelIsHybrid = symbols.optional("llama_model_is_hybrid", Signatures.BOOL_OF_PTR);
    loraLoad = symbols.function("llama_adapter_lora_init", Signatures.PTR_OF_PTR_PTR);
    loraFree = symbols.function("llama_adapter_lora_free", Signatures.VOID_OF_PTR);
  }

  @Override
  public void backendInit() {
    try {
      backendInit.invokeExact();
    } catch (Throwable e) {
      throw Symbols.unexpected("backendInit", e);
    }
  }

  @Override
  public void logSet(MemorySegment callback, MemorySegment userData) {
    try {
      logSet.invokeExact(callback, userData);
    } catch (Throwable e) {
      throw Symbols.unexpected("logSet", e);
    }
  }

  @Override
  public MemorySegment systemInfo() {
    try {
      return (MemorySegment) systemInfo.invokeExact();
    } catch (Throwable e) {
      throw Symbols.unexpected("systemInfo", e);
    }
  }

  @Override
  public MemorySegment version() {
    if (version == null) {
      return MemorySegment.NULL;
    }
    try {
      return (MemorySegment) version.invokeExact();
    } catch (Throwable e) {
      throw Symbols.unexpected("version", e);
    }
  }

  @Override
  public long maxDevices() {
    try {
      return (long) maxDevices.invokeExact();
    } catch (Throwable e) {
      throw Symbols.unexpected("maxDevices", e);
    }
  }

  @Override
  public boolean supportsGpuOffload() {
    try {
      return (boolean) supportsGpuOffload.invokeExact();
    } catch (Throwable e) {
      throw Symbols.unexpected("supportsGpuOffload", e);
    }
  }

  @Override
  public MemorySegment modelDefaultParams(SegmentAllocator allocator) {
    try {
      return (MemorySegment) modelDefaultParams.invokeExact(allocator);
    } catch (Throwable e) {
      throw Symbols.unexpected("modelDefaultParams", e);
    }
  }

  @Override
  public MemorySegment modelLoad(MemorySegment path, MemorySegment params) {
    try {
      return (MemorySegment) modelLoad.invokeExact(path, params);
    } catch (Throwable e) {
      throw Symbols.unexpected("modelLoad", e);
    }
  }

  @Override
  public void modelFree(MemorySegment model) {
    try {
      modelFree.invokeExact(model);
    } catch (Throwable e) {
      throw Symbols.unexpected("modelFree", e);
    }
  }

  @Override
  public MemorySegment modelVocabulary(MemorySegment model) {
    try {
      return (MemorySegment) modelVocabulary.invokeExact(model);
    } catch (Throwable e) {
      throw Symbols.unexpected("modelVocabulary", e);
    }
  }

  @Override
  public int modelTrainedContext(MemorySegment model) {
    try {
      return (int) modelTrainedContext.invokeExact(model);
    } catch (Throwable e) {
      throw Symbols.unexpected("modelTrainedContext", e);
    }
  }

  @Override
  public int modelWidth(MemorySegment model) {
    try {
      return (int) modelWidth.invokeExact(model);
    } catch (Throwable e) {
      throw Symbols.unexpected("modelWidth", e);
    }
  }

  @Override
  public int modelEmbeddingWidth(MemorySegment model) {
    if (modelEmbeddingWidth == null) {
      return 0;
    }
    try {
      return (int) modelEmbeddingWidth.invokeExact(model);
    } catch (Throwable e) {
      throw Symbols.unexpected("modelEmbeddingWidth", e);
    }
  }

  @Override
  public int modelRankWidth(MemorySegment model) {
    if (modelRankWidth == null) {
      return 0;
    }
    try {
      return (int) modelRankWidth.invokeExact(model);
    } catch (Throwable e) {
      throw Symbols.unexpected("modelRankWidth", e);
    }
  }

  @Override
  public int modelLayers(MemorySegment model) {
    try {
      return (int) modelLayers.invokeExact(model);
    } catch (Throwable e) {
      throw Symbols.unexpected("modelLayers", e);
    }
  }

  @Override
  public int modelHeads(MemorySegment model) {
    try {
      return (int) modelHeads.invokeExact(model);
    } catch (Throwable e) {
      throw Symbols.unexpected("modelHeads", e);
    }
  }

  @Override
  public int modelKeyValueHeads(MemorySegment model) {
    try {
      return (int) modelKeyValueHeads.invokeExact(model);
    } catch (Throwable e) {
      throw Symbols.unexpected("modelKeyValueHeads", e);
    }
  }

  @Override
  public int modelWindow(MemorySegment model) {
    if (modelWindow == null) {
      return 0;
    }
    try {
      return (int) modelWindow.invokeExact(model);
    } catch (Throwable e) {
      throw Symbols.unexpected("modelWindow", e);
    }
  }

  @Override
  public int modelRopeType(MemorySegment model) {
    try {
      return (int) modelRopeType.invokeExact(model);
    } catch (Throwable e) {
      throw Symbols.unexpected("modelRopeType", e);
    }
  }

  @Override
  public long modelSize(MemorySegment model) {
    try {
      return (long) modelSize.invokeExact(model);
    } catch (Throwable e) {
      throw Symbols.unexpected("modelSize", e);
    }
  }

  @Override
  public long modelParameters(MemorySegment model) {
    try {
      return (long) modelParameters.invokeExact(model);
    } catch (Throwable e) {
      throw Symbols.unexpected("modelParameters", e);
    }
  }

  @Override
  public int modelDescription(MemorySegment model, MemorySegment buffer, long size) {
    try {
      return (int) modelDescription.invokeExact(model, buffer, size);
    } catch (Throwable e) {
      throw Symbols.unexpected("modelDescription", e);
    }
  }

  @Override
  public boolean modelHasEncoder(MemorySegment model) {
    try {
      return (boolean) modelHasEncoder.invokeExact(model);
    } catch (Throwable e) {
      throw Symbols.unexpected("modelHasEncoder", e);
    }
  }

  @Override
  public boolean modelHasDecoder(MemorySegment model) {
    try {
      return (boolean) modelHasDecoder.invokeExact(model);
    } catch (Throwable e) {
      throw Symbols.unexpected("modelHasDecoder", e);
    }
  }

  @Override
  public boolean modelIsRecurrent(MemorySegment model) {
    try {
      return (boolean) modelIsRecurrent.invokeExact(model);
    } catch (Throwable e) {
      throw Symbols.unexpected("modelIsRecurrent", e);
    }
  }

  @Override
  public boolean modelIsHybrid(MemorySegment model) {
    if (modelIsHybrid == null) {
      return false;
    }
    try {
      return (boolean) modelIsHybrid.invokeExact(model);
    } catch (Throwable e) {
      throw Symbols.unexpected("modelIsHybrid", e);
    }
  }

  @Override
  public MemorySegment loraLoad(MemorySegment model, MemorySegment path) {
    try {
      return (MemorySegment) loraLoad.invokeExact(model, path);
    } catch (Throwable e) {
      throw Symbols.unexpected("loraLoad", e);
    }
  }

  @Override
  public void loraFree(MemorySegment adapter) {
    try {
      loraFree.invokeExact(adapter);
    } catch (Throwable e) {
      throw Symbols.unexpected("loraFree", e);
    }
  }
}
