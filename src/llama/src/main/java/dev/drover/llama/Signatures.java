package dev.drover.llama;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * Every native call shape of the binding, in one place: a native image has to be told each of them
 * before it is built ({@link #downcalls}, {@link #upcalls}). Named RESULT_OF_ARGUMENTS.
 */
final class Signatures {
  private static final List<FunctionDescriptor> REGISTERED = new ArrayList<>();

  /**
   * {@code struct llama_batch { int32_t n_tokens; llama_token * token; float * embd; llama_pos *
   * pos; int32_t * n_seq_id; llama_seq_id ** seq_id; int8_t * logits; }}, 56 bytes in both ABIs.
   */
  static final StructLayout BATCH =
      MemoryLayout.structLayout(
          JAVA_INT.withName("n_tokens"),
          MemoryLayout.paddingLayout(4),
          ADDRESS.withName("token"),
          ADDRESS.withName("embd"),
          ADDRESS.withName("pos"),
          ADDRESS.withName("n_seq_id"),
          ADDRESS.withName("seq_id"),
          ADDRESS.withName("logits"));

  static final FunctionDescriptor BOOL_OF_NOTHING = register(FunctionDescriptor.of(JAVA_BOOLEAN));
  static final FunctionDescriptor BOOL_OF_PTR =
      register(FunctionDescriptor.of(JAVA_BOOLEAN, ADDRESS));
  static final FunctionDescriptor BOOL_OF_PTR_INT =
      register(FunctionDescriptor.of(JAVA_BOOLEAN, ADDRESS, JAVA_INT));
  static final FunctionDescriptor BOOL_OF_PTR_INT_INT_INT =
      register(FunctionDescriptor.of(JAVA_BOOLEAN, ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT));
  static final FunctionDescriptor INT_OF_NOTHING = register(FunctionDescriptor.of(JAVA_INT));
  static final FunctionDescriptor INT_OF_PTR = register(FunctionDescriptor.of(JAVA_INT, ADDRESS));
  static final FunctionDescriptor INT_OF_PTR_BATCH =
      register(FunctionDescriptor.of(JAVA_INT, ADDRESS, BATCH));
  static final FunctionDescriptor INT_OF_PTR_INT =
      register(FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
  static final FunctionDescriptor INT_OF_PTR_INT_PTR_INT_INT_BOOL =
      register(
          FunctionDescriptor.of(
              JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, JAVA_BOOLEAN));
  static final FunctionDescriptor INT_OF_PTR_PTR_FLOAT =
      register(FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_FLOAT));
  static final FunctionDescriptor INT_OF_PTR_PTR_INT_PTR_INT_BOOL_BOOL =
      register(
          FunctionDescriptor.of(
              JAVA_INT, ADDRESS, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, JAVA_BOOLEAN, JAVA_BOOLEAN));
  static final FunctionDescriptor INT_OF_PTR_PTR_LONG =
      register(FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG));
  static final FunctionDescriptor INT_OF_PTR_PTR_LONG_INT_INT_INT =
      register(
          FunctionDescriptor.of(
              JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT));
  static final FunctionDescriptor INT_OF_PTR_PTR_LONG_PTR =
      register(FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS));
  static final FunctionDescriptor LONG_OF_NOTHING = register(FunctionDescriptor.of(JAVA_LONG));
  static final FunctionDescriptor LONG_OF_PTR = register(FunctionDescriptor.of(JAVA_LONG, ADDRESS));
  static final FunctionDescriptor LONG_OF_PTR_INT =
      register(FunctionDescriptor.of(JAVA_LONG, ADDRESS, JAVA_INT));
  static final FunctionDescriptor LONG_OF_PTR_PTR_LONG_INT =
      register(FunctionDescriptor.of(JAVA_LONG, ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT));
  static final FunctionDescriptor PTR_OF_INT = register(FunctionDescriptor.of(ADDRESS, JAVA_INT));
  static final FunctionDescriptor PTR_OF_LONG = register(FunctionDescriptor.of(ADDRESS, JAVA_LONG));
  static final FunctionDescriptor PTR_OF_NOTHING = register(FunctionDescriptor.of(ADDRESS));
  static final FunctionDescriptor PTR_OF_PTR = register(FunctionDescriptor.of(ADDRESS, ADDRESS));
  static final FunctionDescriptor PTR_OF_PTR_INT =
      register(FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_INT));
  static final FunctionDescriptor PTR_OF_PTR_PTR =
      register(FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS));
  static final FunctionDescriptor VOID_OF_NOTHING = register(FunctionDescriptor.ofVoid());
  static final FunctionDescriptor VOID_OF_PTR = register(FunctionDescriptor.ofVoid(ADDRESS));
  static final FunctionDescriptor VOID_OF_PTR_BOOL =
      register(FunctionDescriptor.ofVoid(ADDRESS, JAVA_BOOLEAN));
  static final FunctionDescriptor VOID_OF_PTR_INT =
      register(FunctionDescriptor.ofVoid(ADDRESS, JAVA_INT));
  static final FunctionDescriptor VOID_OF_PTR_INT_INT =
      register(FunctionDescriptor.ofVoid(ADDRESS, JAVA_INT, JAVA_INT));
  static final FunctionDescriptor VOID_OF_PTR_INT_INT_INT_INT =
      register(FunctionDescriptor.ofVoid(ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
  static final FunctionDescriptor VOID_OF_PTR_PTR =
      register(FunctionDescriptor.ofVoid(ADDRESS, ADDRESS));
  static final FunctionDescriptor VOID_OF_PTR_PTR_LONG =
      register(FunctionDescriptor.ofVoid(ADDRESS, ADDRESS, JAVA_LONG));
  static final FunctionDescriptor VOID_OF_PTR_PTR_LONG_LONG =
      register(FunctionDescriptor.ofVoid(ADDRESS, ADDRESS, JAVA_LONG, JAVA_LONG));
  static final FunctionDescriptor VOID_OF_PTR_PTR_PTR =
      register(FunctionDescriptor.ofVoid(ADDRESS, ADDRESS, ADDRESS));

  /**
   * {@code void (*ggml_log_callback)(enum ggml_log_level level, const char * text, void *
   * user_data)}.
   */
  static final FunctionDescriptor LOG_CALLBACK =
      FunctionDescriptor.ofVoid(JAVA_INT, ADDRESS, ADDRESS);

  /** {@code bool (*llama_progress_callback)(float progress, void * user_data)}. */
  static final FunctionDescriptor PROGRESS_CALLBACK =
      FunctionDescriptor.of(JAVA_BOOLEAN, JAVA_FLOAT, ADDRESS);

  /**
   * {@code bool (*ggml_backend_sched_eval_callback)(struct ggml_tensor * t, bool ask, void *
   * user_data)}, the tensor as a number: pointers and 64-bit integers are passed alike.
   */
  static final FunctionDescriptor TENSOR_CALLBACK =
      FunctionDescriptor.of(JAVA_BOOLEAN, JAVA_LONG, JAVA_BOOLEAN, ADDRESS);

  private Signatures() {}

  private static FunctionDescriptor register(FunctionDescriptor descriptor) {
    REGISTERED.add(descriptor);
    return descriptor;
  }

  /** {@code struct llama_model_params (void)}. */
  static FunctionDescriptor defaultModelParams(LlamaAbi abi) {
    return FunctionDescriptor.of(abi.modelParams());
  }

  /** {@code struct llama_model * (const char *, struct llama_model_params)}. */
  static FunctionDescriptor loadModel(LlamaAbi abi) {
    return FunctionDescriptor.of(ADDRESS, ADDRESS, abi.modelParams());
  }

  /** {@code struct llama_context_params (void)}. */
  static FunctionDescriptor defaultContextParams(LlamaAbi abi) {
    return FunctionDescriptor.of(abi.contextParams());
  }

  /** {@code struct llama_context * (struct llama_model *, struct llama_context_params)}. */
  static FunctionDescriptor newContext(LlamaAbi abi) {
    return FunctionDescriptor.of(ADDRESS, ADDRESS, abi.contextParams());
  }

  /** {@code struct llama_perf_context_data (const struct llama_context *)}. */
  static FunctionDescriptor performance(LlamaAbi abi) {
    return FunctionDescriptor.of(abi.performance(), ADDRESS);
  }

  /** Every shape that Java calls, over both ABIs. */
  static List<FunctionDescriptor> downcalls() {
    List<FunctionDescriptor> all = new ArrayList<>(REGISTERED);
    for (LlamaAbi abi : LlamaAbi.ALL) {
      all.add(defaultModelParams(abi));
      all.add(loadModel(abi));
      all.add(defaultContextParams(abi));
      all.add(newContext(abi));
      all.add(performance(abi));
    }
    return List.copyOf(all);
  }

  /** Every shape that native code calls. */
  static List<FunctionDescriptor> upcalls() {
    return List.of(LOG_CALLBACK, PROGRESS_CALLBACK, TENSOR_CALLBACK);
  }
}
