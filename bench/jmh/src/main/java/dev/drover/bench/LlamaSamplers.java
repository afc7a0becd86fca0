package dev.drover.bench;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A chain of llama.cpp's own samplers (llama.h of v0.5.0) over a row of logits, to measure beside
 * Drover's. The array of candidates that they work on is copied anew for each token, as {@code
 * llama_sampler_sample} fills it anew.
 */
final class LlamaSamplers {
  private static final int CANDIDATE = 12;

  private final SymbolLookup library;
  private final Arena arena = Arena.global();
  private final MemorySegment chain;
  private final MethodHandle add;
  private final MethodHandle apply;
  private final MethodHandle accept;
  private final MemorySegment work;
  private final MemorySegment array;
  private final int vocabulary;

  /**
   * An empty chain.
   *
   * @param folder of llama.cpp's plain libraries
   */
  LlamaSamplers(Path folder, int vocabulary) {
    this.vocabulary = vocabulary;
    for (String part : List.of("ggml-base", "ggml", "llama")) {
      open(folder, part);
    }
    library = open(folder, "llama");
    // struct llama_sampler * llama_sampler_chain_init(struct llama_sampler_chain_params { bool })
    MethodHandle init =
        function(
            "llama_sampler_chain_init",
            FunctionDescriptor.of(ADDRESS, MemoryLayout.structLayout(JAVA_BYTE)));
    add = function("llama_sampler_chain_add", FunctionDescriptor.ofVoid(ADDRESS, ADDRESS));
    apply = function("llama_sampler_apply", FunctionDescriptor.ofVoid(ADDRESS, ADDRESS));
    accept = function("llama_sampler_accept", FunctionDescriptor.ofVoid(ADDRESS, JAVA_INT));
    MemorySegment parameters = arena.allocate(1);
    parameters.set(JAVA_BYTE, 0, (byte) 1);
    chain = (MemorySegment) call(init, parameters);
    work = arena.allocate((long) CANDIDATE * vocabulary, 64);
    // struct llama_token_data_array { llama_token_data * data; size_t size; int64_t selected; bool
    // sorted; }
    array = arena.allocate(32, 8);
  }

  private SymbolLookup open(Path folder, String part) {
    try (Stream<Path> files = Files.list(folder)) {
      Path file =
          files
              .filter(f -> f.getFileName().toString().matches("lib" + part + "(\\.[\\w.]+)?\\.so"))
              .findFirst()
              .orElseThrow();
      return SymbolLookup.libraryLookup(file, arena);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private MethodHandle function(String name, FunctionDescriptor signature) {
    return Linker.nativeLinker().downcallHandle(library.find(name).orElseThrow(), signature);
  }

  private static Object call(MethodHandle function, Object... arguments) {
    try {
      return function.invokeWithArguments(arguments);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  int vocabulary() {
    return vocabulary;
  }

  /**
   * Adds a sampler.
   *
   * @param name what follows {@code llama_sampler_init_}
   * @param arguments Float, Integer for {@code int32_t}, Long for {@code size_t}
   */
  LlamaSamplers with(String name, Object... arguments) {
    MemoryLayout[] layouts = new MemoryLayout[arguments.length];
    for (int i = 0; i < arguments.length; i++) {
      layouts[i] =
          switch (arguments[i]) {
            case Float _ -> JAVA_FLOAT;
            case Integer _ -> JAVA_INT;
            default -> JAVA_LONG;
          };
    }
    MethodHandle init =
        function("llama_sampler_init_" + name, FunctionDescriptor.of(ADDRESS, layouts));
    call(add, chain, call(init, arguments));
    return this;
  }

  /** A row as the samplers want it: an id, a logit and a probability for each token. */
  MemorySegment row(float[] logits) {
    MemorySegment row = arena.allocate((long) CANDIDATE * vocabulary, 64);
    for (int i = 0; i < vocabulary; i++) {
      row.set(JAVA_INT, (long) i * CANDIDATE, i);
      row.set(JAVA_FLOAT, (long) i * CANDIDATE + 4, logits[i]);
    }
    return row;
  }

  /** The next token. */
  int next(MemorySegment row) {
    try {
      MemorySegment.copy(row, 0, work, 0, work.byteSize());
      array.set(ADDRESS, 0, work);
      array.set(JAVA_LONG, 8, vocabulary);
      array.set(JAVA_LONG, 16, -1);
      array.set(JAVA_BYTE, 24, (byte) 0);
      apply.invokeExact(chain, array);
      long selected = array.get(JAVA_LONG, 16);
      MemorySegment data = array.get(ADDRESS, 0).reinterpret(work.byteSize());
      int token = data.get(JAVA_INT, selected * CANDIDATE);
      accept.invokeExact(chain, token);
      return token;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** Tokens that were seen, for samplers that remember them. */
  void accept(int token) {
    call(accept, chain, token);
  }
}
