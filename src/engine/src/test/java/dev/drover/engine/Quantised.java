package dev.drover.engine;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/** Quantises a model as {@code llama_model_quantize} of llama.cpp v0.5.0 does. */
final class Quantised {
  private static final int Q4_K_M = 15;

  /** sizeof(llama_model_quantize_params) and the offsets used, from llama.h. */
  private static final int PARAMS_BYTES = 64;

  private static final int FTYPE = 4;
  private static final int OUTPUT_TYPE = 8;
  private static final int EMBEDDING_TYPE = 12;
  private static final int ALLOW_REQUANTIZE = 16;
  private static final int QUANTIZE_OUTPUT = 17;

  /** What the library takes for "choose yourself": more than any type it knows. */
  private static final int GGML_TYPE_COUNT = 1 << 10;

  private Quantised() {}

  /** Writes a Q4_K_M version of a model; the libraries must be loaded already. */
  static Path q4km(Path natives, Path model, Path target) {
    try (Arena arena = Arena.ofConfined()) {
      MethodHandle quantize =
          Linker.nativeLinker()
              .downcallHandle(
                  SymbolLookup.libraryLookup(natives.resolve("libllama.v0.5.0.so"), arena)
                      .findOrThrow("llama_model_quantize"),
                  FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS));
      MemorySegment params = arena.allocate(PARAMS_BYTES + 16, 8);
      params.set(JAVA_INT, 0, 1);
      params.set(JAVA_INT, FTYPE, Q4_K_M);
      params.set(JAVA_INT, OUTPUT_TYPE, GGML_TYPE_COUNT);
      params.set(JAVA_INT, EMBEDDING_TYPE, GGML_TYPE_COUNT);
      params.set(JAVA_BYTE, ALLOW_REQUANTIZE, (byte) 1);
      params.set(JAVA_BYTE, QUANTIZE_OUTPUT, (byte) 1);
      int status =
          (int)
              quantize.invokeExact(
                  arena.allocateFrom(model.toString()),
                  arena.allocateFrom(target.toString()),
                  params);
      assertThat(status).isZero();
      return target;
    } catch (Throwable e) {
      throw new IllegalStateException("cannot quantise " + model, e);
    }
  }
}
