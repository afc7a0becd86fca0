package dev.drover.llama;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The two layouts of llama.h that Drover knows, as byte offsets; -1 where a field does not exist.
 *
 * <p>{@link #B4916} is the library inside java-llama.cpp 4.2.0, {@link #V0_5} llama.cpp v0.5.0.
 * Which one a library has is decided by its symbols ({@link #of}) and confirmed by the default
 * values it returns ({@link #confirmModelParams}, {@link #confirmContextParams}), so that an
 * unknown layout is an error and never a crash.
 */
final class LlamaAbi {
  static final LlamaAbi B4916 =
      new LlamaAbi(
          "b4916",
          new ModelFields(64, 8, 12, 16, 24, 32, 40, -1, 56, 57, 58, 59),
          new ContextFields(120, 28, 16, 20, 36, 40, 72, 80, 88, 92, 97, 98, 99, 100, -1, -1),
          40);
  static final LlamaAbi V0_5 =
      new LlamaAbi(
          "v0.5",
          new ModelFields(80, 16, 20, 32, 40, 48, 56, 24, 72, -1, -1, 73),
          new ContextFields(160, 44, 28, 32, 56, 60, 88, 96, 104, 108, 128, 129, 52, 130, 132, 133),
          48);
  static final List<LlamaAbi> ALL = List.of(B4916, V0_5);

  /** {@code struct llama_model_params}. */
  record ModelFields(
      int size,
      int gpuLayers,
      int splitMode,
      int mainGpu,
      int tensorSplit,
      int progressCallback,
      int progressCallbackUserData,
      int loadMode,
      int vocabOnly,
      int useMmap,
      int useMlock,
      int checkTensors) {}

  /**
   * {@code struct llama_context_params}; n_ctx 0, n_batch 4, n_ubatch 8 and n_seq_max 12 lie alike
   * in both. {@code flashAttention} is a bool in b4916 and an int enum in v0.5.
   */
  record ContextFields(
      int size,
      int poolingType,
      int threads,
      int threadsBatch,
      int ropeFreqBase,
      int ropeFreqScale,
      int evalCallback,
      int evalCallbackUserData,
      int typeK,
      int typeV,
      int embeddings,
      int offloadKqv,
      int flashAttention,
      int noPerf,
      int swaFull,
      int kvUnified) {}

  /** {@code struct ggml_tensor}: the same in both. */
  static final int TENSOR_TYPE = 0;

  static final int TENSOR_BUFFER = 8;
  static final int TENSOR_NE = 16;
  static final int TENSOR_NB = 48;
  static final int TENSOR_VIEW_SRC = 232;
  static final int TENSOR_DATA = 248;
  static final int TENSOR_NAME = 256;
  static final int TENSOR_NAME_SIZE = 64;
  static final int TENSOR_SIZE = 336;

  private final String label;
  private final ModelFields model;
  private final ContextFields context;
  private final int performanceSize;

  private LlamaAbi(String label, ModelFields model, ContextFields context, int performanceSize) {
    this.label = label;
    this.model = model;
    this.context = context;
    this.performanceSize = performanceSize;
  }

  /** How the release calls itself. */
  String label() {
    return label;
  }

  ModelFields model() {
    return model;
  }

  ContextFields context() {
    return context;
  }

  StructLayout modelParams() {
    return words(model.size);
  }

  StructLayout contextParams() {
    return words(context.size);
  }

  /** {@code struct llama_perf_context_data}: four doubles, then n_p_eval and n_eval. */
  StructLayout performance() {
    return words(performanceSize);
  }

  /** All three structs are passed in memory on every platform, so words do for their fields. */
  private static StructLayout words(int bytes) {
    MemoryLayout[] words = new MemoryLayout[bytes / Long.BYTES];
    Arrays.fill(words, JAVA_LONG);
    return MemoryLayout.structLayout(words);
  }

  /** The C name of a function on a context's memory. */
  String memoryFunction(String suffix) {
    return (this == B4916 ? "llama_kv_self_" : "llama_memory_") + suffix;
  }

  /** The C name of the function that sets the control vector of a whole context. */
  String controlVectorFunction() {
    return this == B4916 ? "llama_apply_adapter_cvec" : "llama_set_adapter_cvec";
  }

  /**
   * Whether a return code of {@code llama_decode} means that no cells were free. b4916 says -3,
   * which it also has for a failed computation; that has no other known cause on a CPU.
   */
  boolean isNoSpace(int code) {
    return code == 1 || (this == B4916 && code == -3);
  }

  /** What {@code enum ggml_backend_dev_type} means; b4916 has no integrated GPUs. */
  Device.Type deviceType(int code) {
    return switch (code) {
      case 0 -> Device.Type.CPU;
      case 1 -> Device.Type.GPU;
      case 2 -> this == B4916 ? Device.Type.ACCELERATOR : Device.Type.GPU;
      default -> Device.Type.ACCELERATOR;
    };
  }

  static String known() {
    return ALL.stream().map(LlamaAbi::label).collect(Collectors.joining(" or "));
  }

  /**
   * Recognises a library by symbols that only one of the two has.
   *
   * @throws LibraryException if it is neither
   */
  static LlamaAbi of(Symbols symbols, String origin) {
    List<String> old = List.of("llama_kv_self_clear", "llama_set_adapter_lora");
    List<String> recent =
        List.of("llama_memory_clear", "llama_set_adapters_lora", "llama_load_mode_name");
    if (symbols.find("llama_decode").isEmpty()) {
      throw new LibraryException(origin + " is no llama.cpp library: it lacks llama_decode");
    }
    if (recent.stream().allMatch(s -> symbols.find(s).isPresent())) {
      return V0_5;
    }
    if (old.stream().allMatch(s -> symbols.find(s).isPresent())
        && recent.stream().noneMatch(s -> symbols.find(s).isPresent())) {
      return B4916;
    }
    throw new LibraryException(
        "%s is a llama.cpp whose ABI Drover does not know: it fits neither %s nor %s"
            .formatted(origin, B4916.label, V0_5.label));
  }

  /**
   * Checks the defaults that the library just wrote.
   *
   * @throws LibraryException if a field does not hold its known default
   */
  void confirmModelParams(MemorySegment p) {
    expect("split_mode", p.get(JAVA_INT, model.splitMode), 1);
    expect("main_gpu", p.get(JAVA_INT, model.mainGpu), 0);
    expect("tensor_split", p.get(JAVA_LONG, model.tensorSplit), 0);
    expect("progress_callback", p.get(JAVA_LONG, model.progressCallback), 0);
    expect("vocab_only", p.get(JAVA_BYTE, model.vocabOnly), 0);
    expect("check_tensors", p.get(JAVA_BYTE, model.checkTensors), 0);
    if (model.loadMode >= 0) {
      expect("load_mode", p.get(JAVA_INT, model.loadMode), -1);
    } else {
      expect("use_mmap", p.get(JAVA_BYTE, model.useMmap), 1);
      expect("use_mlock", p.get(JAVA_BYTE, model.useMlock), 0);
    }
  }

  /**
   * Checks the defaults that the library just wrote.
   *
   * @throws LibraryException if a field does not hold its known default
   */
  void confirmContextParams(MemorySegment p) {
    expect("n_ctx", p.get(JAVA_INT, 0), 512);
    expect("n_batch", p.get(JAVA_INT, 4), 2048);
    expect("n_ubatch", p.get(JAVA_INT, 8), 512);
    expect("n_seq_max", p.get(JAVA_INT, 12), 1);
    expect("n_threads", p.get(JAVA_INT, context.threads), p.get(JAVA_INT, context.threadsBatch));
    expect("pooling_type", p.get(JAVA_INT, context.poolingType), -1);
    expect("rope_freq_base", Float.floatToRawIntBits(p.get(JAVA_FLOAT, context.ropeFreqBase)), 0);
    expect("rope_freq_scale", Float.floatToRawIntBits(p.get(JAVA_FLOAT, context.ropeFreqScale)), 0);
    expect("cb_eval", p.get(JAVA_LONG, context.evalCallback), 0);
    expect("type_k", p.get(JAVA_INT, context.typeK), KvType.F16.code());
    expect("type_v", p.get(JAVA_INT, context.typeV), KvType.F16.code());
    expect("embeddings", p.get(JAVA_BYTE, context.embeddings), 0);
    expect("offload_kqv", p.get(JAVA_BYTE, context.offloadKqv), 1);
    expect("no_perf", p.get(JAVA_BYTE, context.noPerf), 1);
    if (this == B4916) {
      expect("flash_attn", p.get(JAVA_BYTE, context.flashAttention), 0);
    } else {
      expect("flash_attn_type", p.get(JAVA_INT, context.flashAttention), -1);
      expect("swa_full", p.get(JAVA_BYTE, context.swaFull), 1);
      expect("kv_unified", p.get(JAVA_BYTE, context.kvUnified), 0);
    }
  }

  private void expect(String field, long found, long known) {
    if (found != known) {
      throw new LibraryException(
          "The library looks like %s, but its default of %s is %d where %d was expected: its layout is another one"
              .formatted(label, field, found, known));
    }
  }
}
